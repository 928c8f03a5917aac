import { parseArgs } from 'node:util'
import { z } from 'zod'

const usage = `npm run bench:cache -- [options]
  --seed 1            the same seed makes the same calls
  --calls 1500        how many are counted in each set-up
  --prompts 500       how many different ones there are
  --skew 1.0          the exponent of their Zipf distribution
  --rate 30           calls a second; those that are not counted come four times as fast
  --warm 3000         how many calls of the sequence come first and are not counted: 0 begins with an empty cache`

const schema = z.object({
  seed: z.coerce.number().int().default(1),
  calls: z.coerce.number().int().min(10).max(100_000).default(1500),
  prompts: z.coerce.number().int().min(1).max(100_000).default(500),
  skew: z.coerce.number().min(0).max(5).default(1),
  rate: z.coerce.number().min(1).max(1000).default(30),
  warm: z.coerce.number().int().min(0).max(100_000).default(3000),
})

export type CacheOptions = z.infer<typeof schema>

/** What the command line asks for; throws how to use it where it cannot be read. */
export function readCacheOptions(args: string[]): CacheOptions {
  const text = { type: 'string' } as const
  const options = { seed: text, calls: text, prompts: text, skew: text, rate: text, warm: text } as const
  try {
    return schema.parse(parseArgs({ args, options }).values)
  } catch (error) {
    throw new Error(`${usage}\n\n${error instanceof Error ? error.message : error}`)
  }
}
