import { createBoundedMap } from '@/lib/access/bounded-map'
import type { Budget, Limits, LimitVerdict, Reservation, Settlement, WindowUse } from '@/lib/access/limits'

type Ask = {
  readonly caller: string
  readonly slot: string
  readonly limits: Limits
  /** The tokens that the call is estimated to use. */
  readonly tokens: number
  readonly budgets?: readonly Budget[]
  /** The most that it is expected to cost. */
  readonly nanoUsd?: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Counts calls in this isolate's memory, by the same rules as the shared counter. */
export type MemoryLimiter = {
  admit(ask: Ask): LimitVerdict
  /** Counts a call that was begun before: as a request, since it uses and holds nothing else. */
  repeat(ask: Repeated): LimitVerdict
  /** Gives back the call's slot and counts what it really used; a second time does nothing. */
  settle(reservation: Reservation, used: Settlement, now: number): void
}

type Repeated = Pick<Ask, 'caller' | 'limits' | 'now'> & {
  /** What is known of the call. */
  readonly known: string
}

type Counters = {
  readonly requests: Map<number, number>
  readonly tokens: Map<number, number>
  /** The calls in flight, each with the moment at which it is given up for lost. */
  readonly slots: Map<string, number>
}

/** What is spent of a budget, and the second at which that is forgotten. */
type Spent = { readonly nanoUsd: number; readonly until: number }

// A stream ends after 285 s; a call that has not been settled by then never will be.
export const slotSeconds = 310

/**
 * The counting window. A minute reaches into at most 61 clock seconds, so counting these never lets more than the limit
 * through in any 60 s, whatever the burst; a caller waits up to a second longer than it strictly must.
 */
export const windowSeconds = 61

const mostCallers = 10_000
const mostBudgets = 5 * mostCallers

export function createMemoryLimiter(): MemoryLimiter {
  const callers = createBoundedMap<Counters>(mostCallers)
  const spent = createBoundedMap<Spent>(mostBudgets)
  const spentOf = (name: string, second: number) => {
    const known = spent.get(name)
    return known !== undefined && known.until > second ? known.nanoUsd : 0
  }
  // One that has been forgotten since owes nobody anything.
  const putRight = (name: string, nanoUsd: number) => {
    const known = spent.get(name)
    if (known !== undefined) spent.set(name, { ...known, nanoUsd: known.nanoUsd + nanoUsd })
  }

  function countersOf(caller: string): Counters {
    const known = callers.get(caller)
    if (known !== undefined) return known
    const counters: Counters = { requests: new Map(), tokens: new Map(), slots: new Map() }
    callers.set(caller, counters)
    return counters
  }

  return {
    admit({ caller, slot, limits, tokens, budgets = [], nanoUsd = 0, now }) {
      const second = Math.floor(now / 1000)
      const counters = countersOf(caller)
      for (const [id, until] of counters.slots) if (until <= second) counters.slots.delete(id)
      const use = usesOf(counters, second)
      // Whoever has something left may make one call more, whatever it costs.
      const isSpent = budgets.some(({ name, limit }) => spentOf(name, second) >= limit)
      const limited = isSpent
        ? { by: 'budget' as const, retryAfterSeconds: 0 }
        : firstLimit(counters, { limits, tokens, second })
      if (limited !== undefined) return { kind: 'limited', ...limited, ...use }
      add(counters.requests, { second: second, amount: 1 })
      add(counters.tokens, { second: second, amount: tokens })
      counters.slots.set(slot, second + slotSeconds)
      for (const { name, seconds } of budgets)
        spent.set(name, { nanoUsd: spentOf(name, second) + nanoUsd, until: second + seconds })
      return {
        kind: 'admitted',
        reservation: { caller, slot, second, tokens, budgets: budgets.map(({ name }) => name), nanoUsd },
        ...usesOf(counters, second),
      }
    },
    repeat: ({ caller, ...ask }) => countRepeat(countersOf(caller), ask),
    settle({ caller, slot, second, tokens: reserved, budgets, nanoUsd }, used, now) {
      const counters = callers.get(caller)
      if (!counters?.slots.delete(slot)) return
      for (const name of budgets) putRight(name, used.nanoUsd - nanoUsd)
      const difference = used.tokens - reserved
      // What a long stream used beyond its estimate counts from when it is known.
      const present = Math.floor(now / 1000)
      if (second > present - windowSeconds) add(counters.tokens, { second: second, amount: difference })
      else if (difference > 0) add(counters.tokens, { second: present, amount: difference })
    },
  }
}

function countRepeat(counters: Counters, { known, limits, now }: Omit<Repeated, 'caller'>): LimitVerdict {
  const second = Math.floor(now / 1000)
  const limit = limits.requestsPerMinute
  const retryAfterSeconds = waitFor(counters.requests, { limit, wanted: 1, second })
  if (retryAfterSeconds > 0)
    return { kind: 'limited', by: 'requests', retryAfterSeconds, ...usesOf(counters, second) }
  add(counters.requests, { second, amount: 1 })
  return { kind: 'repeated', known, ...usesOf(counters, second) }
}

function usesOf({ requests, tokens }: Counters, second: number) {
  return { requests: windowUse(requests, second), tokens: windowUse(tokens, second) }
}

type Wanted = { readonly limits: Limits; readonly tokens: number; readonly second: number }

function firstLimit(counters: Counters, { limits, tokens, second }: Wanted) {
  const { requestsPerMinute, tokensPerMinute, concurrency } = limits
  if (concurrency !== undefined && counters.slots.size >= concurrency)
    return { by: 'concurrency' as const, retryAfterSeconds: 1 }
  const forRequest = waitFor(counters.requests, { limit: requestsPerMinute, wanted: 1, second })
  if (forRequest > 0) return { by: 'requests' as const, retryAfterSeconds: forRequest }
  const forTokens = waitFor(counters.tokens, { limit: tokensPerMinute, wanted: tokens, second })
  return forTokens > 0 ? { by: 'tokens' as const, retryAfterSeconds: forTokens } : undefined
}

type Want = { readonly limit: number | undefined; readonly wanted: number; readonly second: number }

// Seconds until enough of the window has passed for `wanted` to fit; 0 where it fits now.
function waitFor(window: Map<number, number>, { limit, wanted, second }: Want): number {
  if (limit === undefined) return 0
  let used = windowUse(window, second).used
  if (used + wanted <= limit) return 0
  for (const [from, amount] of [...window].sort(([one], [other]) => one - other)) {
    used -= amount
    if (used + wanted <= limit) return from + windowSeconds - second
  }
  return windowSeconds
}

function windowUse(window: Map<number, number>, second: number): WindowUse {
  // What was counted far ahead is from before the clock was set back, and would else be held until it has caught up.
  for (const from of window.keys())
    if (from <= second - windowSeconds || from > second + windowSeconds) window.delete(from)
  const newest = Math.max(...window.keys())
  const used = [...window.values()].reduce((sum, amount) => sum + amount, 0)
  return { used, resetSeconds: window.size === 0 ? 0 : newest + windowSeconds - second }
}

type Added = { readonly second: number; readonly amount: number }

function add(window: Map<number, number>, { second, amount }: Added): void {
  window.set(second, (window.get(second) ?? 0) + amount)
}
