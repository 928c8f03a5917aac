import type { StoreBreaker } from '@/lib/stores/create-store-breaker'

/** A breaker that never opens: what one test breaks is not held against the next. */
export const patientBreaker: StoreBreaker = {
  run: action => action(),
  runAside: action => action(),
  state: () => 'well',
  lastAnswerAt: () => 0,
  unanswered: () => 0,
}
