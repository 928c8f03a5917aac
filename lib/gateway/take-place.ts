import type { Admission } from '@/lib/gateway/admission'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'

/** How many calls this instance has in flight, and of how many of each caller the body is still to come. */
export type Load = { inFlight: number; readonly arriving: Map<string, number> }

// Beyond this share of its places an instance serves only those who wait for the answer.
const batchShare = 0.8

/** Takes one of the instance's places until the call is over; throws `overloaded` before any work where it has none. */
export function takePlace(trace: CallTrace, { load, environment, random }: Dependencies): void {
  if (load.inFlight >= environment.mostInFlight) throw overloaded(random())
  load.inFlight += 1
  let isHeld = true
  trace.leave = () => {
    if (isHeld) load.inFlight -= 1
    isHeld = false
  }
}

/** Throws `overloaded` for a batch call where the places left are for those who wait. */
export function yieldPlace({ plan }: Admission, { load, environment, random }: Dependencies): void {
  if (plan.priority === 'batch' && load.inFlight > environment.mostInFlight * batchShare)
    throw overloaded(random())
}

const longestWaitSeconds = 3

// Spread, so that those who were turned away do not all come back at once.
function overloaded(dice: number): ApiError {
  return new ApiError('overloaded', 'This gateway has as many calls in flight as it can serve.', {
    retryAfterSeconds: 1 + Math.floor(dice * longestWaitSeconds),
  })
}
