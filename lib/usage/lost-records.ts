import * as z from 'zod'
import { parseJson } from '@/lib/openai/parse-json'
import { type UsageRecord, usageRecord } from '@/lib/usage/usage-record'

const lostLine = z.object({ event: z.literal('usage-lost'), record: usageRecord })

// A log drain puts the line that was written into a line of its own.
const drained = z.object({ message: z.string() })

/** The usage records that a log says were not stored; every other line is passed over. */
export function lostRecords(log: string): readonly UsageRecord[] {
  return log.split('\n').flatMap(text => {
    const line = parseJson(text)
    const inner = drained.safeParse(line).data?.message
    return lostLine.safeParse(inner === undefined ? line : parseJson(inner)).data?.record ?? []
  })
}
