import type { MadeKey } from '@/lib/gateway/create-key'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { readKeys, type ShownKey } from '@/lib/gateway/list-keys'
import { readWholeSetup } from '@/lib/gateway/read-setup'
import { readUsage } from '@/lib/gateway/read-usage-question'
import { type Costs, costsOf } from '@/lib/gateway/report-costs'
import type { SetupItem } from '@/lib/gateway/setup-item'
import { readShownMap, type ShownMap } from '@/lib/gateway/show-region-map'
import { ApiError } from '@/lib/openai/api-error'
import type { ChangeGroup } from '@/lib/routing/change-groups'
import type { MapJudgement } from '@/lib/routing/judge-region-map'
import { type CallRates, callRates, callRows } from '@/lib/status/call-rates'

/** A part of the operator's page, or why it cannot be shown: one store that is away does not take the others along. */
export type Part<T> = { readonly value: T } | { readonly problem: string }

/** A map that was pasted, and what is to be said of it; the problem where it could not be looked at. */
export type CheckedMap = {
  readonly text: string
  /** The endpoints to suppose down, as they were typed. */
  readonly down: string
  readonly result: Part<MapJudgement & { readonly groups: readonly ChangeGroup[] }>
}

/** What an operator has just done, and what became of it. */
export type Doing = {
  readonly problem?: string
  readonly madeKey?: MadeKey
  readonly check?: CheckedMap
}

export type Console = Doing & {
  readonly kind: 'console'
  readonly now: number
  readonly costs: { readonly tenant: Part<Costs>; readonly model: Part<Costs> }
  readonly keys: Part<readonly ShownKey[]>
  readonly plans: readonly string[]
  readonly map: Part<ShownMap>
  readonly setup: readonly SetupItem[]
}

/** What a page below `/admin` shows. */
export type AdminView =
  | { readonly kind: 'sign-in'; readonly problem?: string }
  | { readonly kind: 'live'; readonly rates: Part<CallRates> }
  | { readonly kind: 'message'; readonly problem: string }
  | Console

/** Reads everything that the operator's page shows. */
export async function readConsole(doing: Doing, dependencies: Dependencies): Promise<Console> {
  const costs = (by: 'tenant' | 'model') =>
    part(async () => costsOf(await readUsage({ hours: 24, by }, dependencies)))
  const [tenant, model, keys, plans, map, setup] = await Promise.all([
    costs('tenant'),
    costs('model'),
    part(() => readKeys(dependencies)),
    dependencies.plans.current(),
    part(() => readShownMap(dependencies)),
    readWholeSetup(dependencies),
  ])
  return {
    ...doing,
    kind: 'console',
    now: dependencies.effects.now(),
    costs: { tenant, model },
    keys,
    plans: [...plans.value.keys()],
    map,
    setup,
  }
}

/** Reads how many calls there are at this moment. */
export async function readRates({ usage, effects }: Dependencies): Promise<Part<CallRates>> {
  const now = effects.now()
  return await part(async () => {
    const minutes = await usage
      .seen(callRows, { step: 'minute', count: 60, to: now })
      .catch((cause: unknown) => {
        if (cause instanceof ApiError) throw cause
        throw new ApiError('limiter_unavailable', 'The store of the usage does not answer.', { cause })
      })
    return callRates(minutes, now)
  })
}

/** Reads a part of the page; what is known to go wrong is its problem, and not the page's. */
export async function part<T>(read: () => Promise<T>): Promise<Part<T>> {
  try {
    return { value: await read() }
  } catch (error) {
    if (error instanceof ApiError) return { problem: error.message }
    throw error
  }
}
