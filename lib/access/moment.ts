import * as z from 'zod'

const isoDate = z.iso.datetime({ offset: true })

// The last second of the year 9999: beyond it a date has no ISO form of the usual length.
const latestSecond = 253_402_300_799

/** A moment as operators write it, an ISO date or seconds since the epoch as in a token's `exp`; read into an ISO date. */
export const moment = z.union([z.string(), z.number()]).transform((value, context) => {
  const milliseconds = typeof value === 'number' ? fromSeconds(value) : fromText(value)
  if (milliseconds !== undefined) return new Date(milliseconds).toISOString()
  context.addIssue({ code: 'custom', message: 'expected an ISO date or seconds since the epoch' })
  return z.NEVER
})

function fromSeconds(value: number): number | undefined {
  return Number.isInteger(value) && value >= 0 && value <= latestSecond ? value * 1000 : undefined
}

function fromText(value: string): number | undefined {
  return isoDate.safeParse(value).success ? Date.parse(value) : undefined
}
