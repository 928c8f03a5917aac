import { parseArgs } from 'node:util'
import { z } from 'zod'
import { policies } from './policies'
import { scenarios } from './scenarios'

const usage = `npm run bench:routing -- [options]
  --seed 1            the same seed makes the same calls
  --seconds 45        how long each scenario is counted
  --rate 8            calls a second for each policy
  --only calm,slow    of ${scenarios.map(({ name }) => name).join(', ')}
  --policies a,b      of ${policies.map(({ name }) => name).join(', ')}
  --at-once 2         how many policies run at the same time; each has a server that wants a core
  --edges             tells for each edge where the calls went`

const names = z.string().transform(text => text.split(','))

const schema = z.object({
  seed: z.coerce.number().int().default(1),
  seconds: z.coerce.number().min(3).default(45),
  rate: z.coerce.number().min(1).max(200).default(8),
  'at-once': z.coerce.number().int().min(1).default(2),
  only: names.pipe(z.array(z.enum(scenarios.map(({ name }) => name)))).optional(),
  policies: names.pipe(z.array(z.enum(policies.map(({ name }) => name)))).optional(),
  edges: z.boolean().default(false),
})

/** What the command line asks for; throws how to use it where it cannot be read. */
export function readOptions(args: string[]) {
  const text = { type: 'string' } as const
  const options = {
    seed: text,
    seconds: text,
    rate: text,
    'at-once': text,
    only: text,
    policies: text,
  } as const
  try {
    const { values } = parseArgs({ args, options: { ...options, edges: { type: 'boolean' } } })
    const { only, policies: wanted, 'at-once': atOnce, ...rest } = schema.parse(values)
    return {
      ...rest,
      atOnce,
      scenarios: scenarios.filter(({ name }) => only?.includes(name) ?? true),
      policies: policies.filter(({ name }) => wanted?.includes(name) ?? true),
    }
  } catch (error) {
    throw new Error(`${usage}\n\n${error instanceof Error ? error.message : error}`)
  }
}
