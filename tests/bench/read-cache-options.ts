import { parseArgs } from 'node:util'
import { z } from 'zod'

const usage = `npm run bench:cache -- [options]
  --seed 1            the same seed makes the same calls
  --calls 2000        how many are counted in each set-up
  --prompts 500       how many different ones there are
  --skew 1.0          the exponent of their Zipf distribution
  --rate 40           calls a second
  --warm 0            how many calls of the sequence come first and are not counted`

const schema = z.object({
  seed: z.coerce.number().int().default(1),
  calls: z.coerce.number().int().min(10).max(100_000).default(2000),
  prompts: z.coerce.number().int().min(1).max(100_000).default(500),
  skew: z.coerce.number().min(0).max(5).default(1),
  rate: z.coerce.number().min(1).max(1000).default(40),
  warm: z.coerce.number().int().min(0).max(100_000).default(0),
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
