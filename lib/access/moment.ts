import * as z from 'zod'

const isoDate = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

// The last second of the year 9999: beyond it a date has no ISO form of the usual length.
const latestSecond = 253_402_300_799

/**
 * A moment as operators write it: an ISO date, which by itself is the first moment of its day in UTC, or since the epoch the
 * seconds of a token's `exp` or the milliseconds of JavaScript's clock. Read into an ISO date.
 */
export const moment = z.union([z.string(), z.number()]).transform((value, context) => {
  const milliseconds = typeof value === 'number' ? fromEpoch(value) : fromText(value)
  if (milliseconds !== undefined) return new Date(milliseconds).toISOString()
  context.addIssue({ code: 'custom', message: 'expected an ISO date or seconds since the epoch' })
  return z.NEVER
})

function fromEpoch(value: number): number | undefined {
  if (!Number.isInteger(value) || value < 0) return undefined
  if (value <= latestSecond) return value * 1000
  // As milliseconds all that is more lies between the year 1978 and the latest date.
  return value < (latestSecond + 1) * 1000 ? value : undefined
}

function fromText(value: string): number | undefined {
  return isoDate.safeParse(value).success ? Date.parse(value) : undefined
}
