import type { AdmissionAsk } from '@/lib/access/admission-store'
import type { Limits } from '@/lib/access/limits'

const noLimits: Limits = { requestsPerMinute: undefined, tokensPerMinute: undefined, concurrency: undefined }

type Wanted = Partial<Omit<AdmissionAsk, 'limits'>> & { readonly limits?: Partial<Limits> }

/** What is asked of the shared store before a call: by default without a credential, without a limit. */
export function buildAsk({ limits, ...overrides }: Wanted = {}): AdmissionAsk {
  return {
    proof: { kind: 'none' },
    caller: 'address-203.0.113.7',
    slot: 'request-0001',
    tokens: 0,
    healthOf: undefined,
    ...overrides,
    limits: { ...noLimits, ...limits },
  }
}
