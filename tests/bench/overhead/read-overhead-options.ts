import { parseArgs } from 'node:util'
import { z } from 'zod'

const usage = `npm run bench:overhead -- [options]
  --only name,name    set-ups whose names hold one of these, and the direct call
  --rounds 6          how often all set-ups have their turn
  --requests 200      calls in each turn over one connection; over 32 five times as many
  --redis-ms 0        how far away Redis is, there and back
  --plan '{...}'      fields of the callers' plan, as JSON`

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' })
    return z.NEVER
  }
})

const schema = z.object({
  only: z
    .string()
    .default('')
    .transform(text => text.split(',').filter(name => name !== '')),
  rounds: z.coerce.number().int().min(1).max(1000).default(6),
  requests: z.coerce.number().int().min(10).max(100_000).default(200),
  'redis-ms': z.coerce.number().min(0).max(1000).default(0),
  plan: json.pipe(z.record(z.string(), z.unknown())).default({}),
})

export type OverheadOptions = z.infer<typeof schema>

/** What the command line asks for; throws how to use it where it cannot be read. */
export function readOverheadOptions(args: string[]): OverheadOptions {
  const text = { type: 'string' } as const
  const options = { only: text, rounds: text, requests: text, 'redis-ms': text, plan: text } as const
  try {
    return schema.parse(parseArgs({ args, options }).values)
  } catch (error) {
    throw new Error(`${usage}\n\n${error instanceof Error ? error.message : error}`)
  }
}
