import type { Plan } from '@/lib/access/plan'
import type { CatalogueModel } from '@/lib/models/catalogue'
import type { Call } from '@/lib/operations/parse-call'

/** What the response cache has to do with a call. */
export type CachePolicy = { readonly kind: 'bypass'; readonly reason: BypassReason } | CacheUse

export type CacheUse = {
  readonly kind: 'use'
  /** For how long the model's answers are good by now; one that is kept may have been good for longer. */
  readonly ttlSeconds: number
  /** Whether an answer that is kept may be given. */
  readonly mayRead: boolean
  /** How old it may be at most, by the caller's wish. */
  readonly maxAgeSeconds: number | undefined
}

export type BypassReason = 'plan' | 'model' | 'no-store' | 'stored-upstream' | 'left-to-chance'

type Asked = {
  readonly plan: Pick<Plan, 'cache'>
  readonly model: CatalogueModel | undefined
  /** The request's `cache-control`. */
  readonly control: string | null
}

/** Decides whether a call's answer may come from the cache and be kept in it. */
export function cachePolicy(call: Call, { plan, model, control }: Asked): CachePolicy {
  const directives = readDirectives(control)
  const ttlSeconds = model?.cacheTtlSeconds ?? 0
  if (plan.cache === 'off') return bypass('plan')
  if (ttlSeconds === 0) return bypass('model')
  if (directives.has('no-store')) return bypass('no-store')
  // The endpoint is to remember it, and only a call that reaches it is remembered.
  if (call.isStored) return bypass('stored-upstream')
  if (plan.cache === 'deterministic' && !call.isDeterministic) return bypass('left-to-chance')
  const maxAge = Number(directives.get('max-age') ?? Number.NaN)
  return {
    kind: 'use',
    ttlSeconds,
    mayRead: !directives.has('no-cache'),
    maxAgeSeconds: Number.isFinite(maxAge) && maxAge >= 0 ? maxAge : undefined,
  }
}

function bypass(reason: BypassReason): CachePolicy {
  return { kind: 'bypass', reason }
}

// Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1
function readDirectives(control: string | null): ReadonlyMap<string, string> {
  return new Map(
    (control ?? '').split(',').map(part => {
      const [name = '', value = ''] = part.split('=')
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', '')]
    }),
  )
}
