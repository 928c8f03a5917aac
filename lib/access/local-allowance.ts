import { createBoundedMap } from '@/lib/access/bounded-map'
import type { Budget, Limits, WindowUse } from '@/lib/access/limits'

/** How near a caller is to its limits, as the shared counter told it. */
export type Nearness = {
  /** The share of that limit or budget of which most is used: 1 where it is used up. */
  readonly fullest: number
  /** The share of each limit and budget that this instance may have let in uncounted. */
  readonly granted?: number
}

/** Lets calls in before the shared counter has been asked, while the caller is known to be far from its limits. */
export type LocalAllowance = {
  /** The name under which the shared counter knows this instance. */
  readonly instance: string
  /** Takes a call's place; undefined where the shared counter has to be asked. */
  take(ask: Wanted): Taken | undefined
  /** What the shared counter has told of a caller, by these limits and budgets. */
  learn(measured: Measured, known: Told): void
  /** Has the next call of this caller be asked about. */
  forget(caller: string): void
}

type Wanted = {
  readonly caller: string
  readonly limits: Limits
  readonly tokens: number
  readonly budgets: readonly Budget[]
  readonly nanoUsd: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

type Measured = Pick<Wanted, 'caller' | 'limits' | 'budgets'>

type Told = Required<Nearness> & {
  readonly requests: WindowUse
  readonly tokens: WindowUse
  readonly now: number
}

type Taken = {
  /** What is used of the limits, with the calls that are not counted yet. */
  readonly requests: WindowUse
  readonly tokens: WindowUse
  /** The shared counter has counted the call, or never will. */
  counted(): void
}

/**
 * What all instances together are granted, of each limit and budget. While a grant is lowered and given to another, for the
 * time of one answer, both may use it: a limit is passed by twice as much at most, however many instances there are.
 */
export const mostAhead = 0.025

/** Whoever has used less than this share of each limit and budget is far from all of them. */
const farShare = 0.5

/** For how long what the shared counter told is gone by: as long may an instance be ahead of it. */
export const knownSeconds = 10

const mostCallers = 10_000
// Shares are sums of fractions, such as ten times 0.005.
const rounding = 1e-9

type Known = {
  told: Told
  /** By which limits and budgets: keys of one tenant, and sessions of one caller, may each have their own. */
  measure: string
  /** Of the calls that are not counted yet: their number, their tokens and the sum of their shares. */
  calls: number
  tokens: number
  share: number
}

export function createLocalAllowance(instance: string): LocalAllowance {
  const callers = createBoundedMap<Known>(mostCallers)
  return {
    instance,
    take(ask) {
      const known = callers.get(ask.caller)
      if (known === undefined || known.measure !== measureOf(ask)) return undefined
      if (ask.now - known.told.now > knownSeconds * 1000) return undefined
      const share = shareOf(ask)
      const ahead = known.share + share
      const { fullest, granted, requests, tokens } = known.told
      if (ahead > granted + rounding || fullest + ahead > farShare) return undefined
      const add = (sign: 1 | -1) => {
        known.calls += sign
        known.tokens += sign * ask.tokens
        known.share += sign * share
      }
      add(1)
      return {
        requests: { ...requests, used: requests.used + known.calls },
        tokens: { ...tokens, used: tokens.used + known.tokens },
        counted: () => add(-1),
      }
    },
    learn({ caller, ...measured }, told) {
      const known = callers.get(caller)
      const measure = measureOf(measured)
      if (known === undefined) callers.set(caller, { told, measure, calls: 0, tokens: 0, share: 0 })
      else Object.assign(known, { told, measure })
    },
    forget(caller) {
      const known = callers.get(caller)
      // What is not counted yet stays known.
      if (known !== undefined) known.told = { ...known.told, now: Number.NEGATIVE_INFINITY }
    },
  }
}

function measureOf({ limits, budgets }: Pick<Wanted, 'limits' | 'budgets'>): string {
  const { requestsPerMinute, tokensPerMinute, concurrency } = limits
  return [
    requestsPerMinute,
    tokensPerMinute,
    concurrency,
    ...budgets.flatMap(({ name, limit }) => [name, limit]),
  ].join(' ')
}

// The part of a limit or budget that a call takes, of that of which it takes most.
function shareOf({ limits, tokens, budgets, nanoUsd }: Wanted): number {
  const { requestsPerMinute, tokensPerMinute, concurrency } = limits
  return Math.max(
    part(1, requestsPerMinute),
    part(tokens, tokensPerMinute),
    part(1, concurrency),
    ...budgets.map(({ limit }) => part(nanoUsd, limit)),
  )
}

function part(amount: number, limit: number | undefined): number {
  if (limit === undefined) return 0
  // Of nothing, nothing may be taken ahead.
  return limit === 0 ? 1 : amount / limit
}
