import { parseArgs } from 'node:util'
import { z } from 'zod'

const usage = `npm run bench:load -- [options]
  --streams 50,200,500   how many are open at once, one load after the other
  --seconds 120          how long each load lasts
  --pause-ms 250         between two events of a stream
  --redis real           or embedded, which needs no redis-server
  --plan '{...}'         fields of the callers' plan, as JSON
  --seed 1               the same seed makes the same mix of callers`

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' })
    return z.NEVER
  }
})

const counts = z.string().transform(text => text.split(',').map(Number))

const schema = z.object({
  streams: counts.pipe(z.array(z.int().min(1).max(10_000))).default([50, 200, 500]),
  seconds: z.coerce.number().int().min(10).max(86_400).default(120),
  'pause-ms': z.coerce.number().int().min(1).max(10_000).default(250),
  redis: z.enum(['real', 'embedded']).default('real'),
  plan: json.pipe(z.record(z.string(), z.unknown())).default({}),
  seed: z.coerce.number().int().default(1),
})

export type LoadOptions = z.infer<typeof schema>

/** What the command line asks for; throws how to use it where it cannot be read. */
export function readLoadOptions(args: string[]): LoadOptions {
  const text = { type: 'string' } as const
  const names = ['streams', 'seconds', 'pause-ms', 'redis', 'plan', 'seed']
  const options = Object.fromEntries(names.map(name => [name, text]))
  try {
    return schema.parse(parseArgs({ args, options }).values)
  } catch (error) {
    throw new Error(`${usage}\n\n${error instanceof Error ? error.message : error}`)
  }
}
