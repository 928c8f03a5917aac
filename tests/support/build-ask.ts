import type { AdmissionAsk } from '@/lib/access/admission-store'
import type { Limits } from '@/lib/access/limits'

const noLimits: Limits = { requestsPerMinute: undefined, tokensPerMinute: undefined, concurrency: undefined }

/** What a call asks for that is charged to no budget, kept by no cache and may be done twice. */
export const uncharged = {
  budgets: [],
  nanoUsd: 0,
  cacheKey: undefined,
  owner: 'nobody',
  once: undefined,
} as const

type Wanted = Partial<Omit<AdmissionAsk, 'limits'>> & { readonly limits?: Partial<Limits> }

/** What is asked of the shared store before a call: by default without a credential, without a limit. */
export function buildAsk({ limits, ...overrides }: Wanted = {}): AdmissionAsk {
  return {
    proof: { kind: 'none' },
    caller: 'address-203.0.113.7',
    slot: 'request-0001',
    tokens: 0,
    ...uncharged,
    owner: overrides.caller ?? 'address-203.0.113.7',
    ahead: undefined,
    healthOf: undefined,
    ...overrides,
    limits: { ...noLimits, ...limits },
  }
}
