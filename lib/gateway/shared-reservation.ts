import type { Reservation } from '@/lib/access/limits'
import type { Admission } from '@/lib/gateway/admission'

/** What the shared store holds for a call that was let in, or may hold; undefined where it counted nothing. */
export function sharedReservation(admission: Admission | undefined): Reservation | undefined {
  if (admission?.verdict.kind !== 'admitted') return undefined
  return admission.counter === 'shared' ? admission.verdict.reservation : admission.held
}
