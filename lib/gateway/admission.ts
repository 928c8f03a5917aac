import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'
import type { Counted } from '@/lib/gateway/count-call'

/** A call that was counted, and by which plan. */
export type Admission = Pick<Counted, 'verdict' | 'counter'> & {
  readonly identity: Identity
  readonly plan: Plan
}
