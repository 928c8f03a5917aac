import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'
import type { Counted } from '@/lib/gateway/counted'

/** A call that was counted, and by which plan. */
export type Admission = Omit<Counted, 'cached' | 'epoch'> & {
  /** An id of this admission alone. */
  readonly slot: string
  readonly identity: Identity
  readonly plan: Plan
}
