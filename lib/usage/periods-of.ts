import { dimensions, keptFor, type Stretch, type SumRow } from '@/lib/usage/usage-sums'

/**
 * Of what there are sums, whatever a call is. What was used in a minute lies apart from what was seen in it: that is read for
 * every viewer, and tenants are many.
 */
export const steps = ['minute', 'hour', 'day', 'all', 'minuteUse'] as const

export type Step = Stretch | (typeof steps)[number]

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long one of them lasts, in milliseconds. */
const stepsMs = { minute: minuteMs, minuteUse: minuteMs, hour: hourMs, day: dayMs } as const

// Hours are read for as long as they are kept, and minutes where an hour would tell of too much.
const longestByHourMs = 7 * dayMs

/** For how many seconds the sums of one are kept. */
export const lifetimeSeconds: Readonly<Record<Step, number>> = {
  minute: 3 * 60 * 60,
  minuteUse: 3 * 60 * 60,
  hour: 8 * 24 * 60 * 60,
  day: 400 * 24 * 60 * 60,
  all: 400 * 24 * 60 * 60,
  canary: 400 * 24 * 60 * 60,
}

/**
 * The stretches of time that a moment is in, in UTC, as they are named: `2026-11-21T10:05`, `2026-11-21T10`, `2026-11-21`, all
 * of it, and what was used in the minute.
 */
export function periodsOf(at: number): readonly [string, string, string, string, string] {
  const text = new Date(at).toISOString()
  const minute = text.slice(0, 16)
  return [minute, text.slice(0, 13), text.slice(0, 10), 'all', `${minute}/use`]
}

/** Under which name the sums of a canary's calls and of the others beside them are kept. */
export function canaryPeriod(version: string): string {
  return `canary-${version}`
}

type UpTo = { readonly count: number; readonly to: number }

/** The names of so many minutes, hours or days up to now, the oldest first. */
export function periodsUpTo(step: keyof typeof stepsMs, { count, to }: UpTo): readonly string[] {
  const moments = Array.from({ length: count }, (_, at) => to - (count - 1 - at) * stepsMs[step])
  return moments.map(at => periodsOf(at)[steps.indexOf(step)] ?? '')
}

/** The names of those that a stretch of time is read by, and the moment at which the first of them begins. */
export function periodsBetween(from: number, to: number): { names: readonly string[]; from: number } {
  const step = stepOf(to - from)
  const first = Math.floor(from / stepsMs[step]) * stepsMs[step]
  const count = Math.floor((to - first) / stepsMs[step]) + 1
  return { names: periodsUpTo(step, { count, to }), from: first }
}

function stepOf(spanMs: number): 'minuteUse' | 'hour' | 'day' {
  if (spanMs < hourMs) return 'minuteUse'
  return spanMs <= longestByHourMs ? 'hour' : 'day'
}

const used: ReadonlySet<string> = new Set(dimensions)

/** Whether rows of a kind are kept for one of them, and whether with their durations. */
export function keptIn(step: Step, kind: SumRow['kind']): 'sums' | 'durations' | undefined {
  if (step === 'minuteUse') return used.has(kind) ? keptFor[kind].minute : undefined
  return step === 'minute' && used.has(kind) ? undefined : keptFor[kind][step]
}
