/** A calendar month in UTC. */
export type Month = {
  /** `2026-11`. */
  readonly name: string
  /** Its first moment, in milliseconds since the epoch, and the first one after it. */
  readonly from: number
  readonly to: number
}

// History reaches as far back: a month and the year before it.
const monthsKept = 13

/** The month that a name asks for, or the nearest that history has; what is no month asks for this one. */
export function nearestMonth(asked: string | undefined, now: number): Month {
  const current = indexOf(now)
  const [, year, month] = /^(\d{4})-(\d{1,2})$/.exec(asked ?? '') ?? []
  if (year === undefined) return toMonth(current)
  const index = Number(year) * 12 + between(1, Number(month), 12) - 1
  return toMonth(between(current - monthsKept + 1, index, current))
}

/** The months before and after one, as far as history has them. */
export function neighbourMonths({ from, to }: Month, now: number) {
  const earliest = toMonth(indexOf(now) - monthsKept + 1)
  return {
    previous: from > earliest.from ? toMonth(indexOf(from - 1)) : undefined,
    next: to <= now ? toMonth(indexOf(to)) : undefined,
  }
}

/** The name of the month that a moment lies in. */
export function monthName(at: number): string {
  return toMonth(indexOf(at)).name
}

function indexOf(at: number): number {
  const date = new Date(at)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function toMonth(index: number): Month {
  const from = Date.UTC(Math.floor(index / 12), index % 12)
  return {
    name: new Date(from).toISOString().slice(0, 7),
    from,
    to: Date.UTC(Math.floor(index / 12), (index % 12) + 1),
  }
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
