import type { Fault } from './fault'

/** Makes a counter of how often each fault has struck, and gives the fault that strikes a request. */
export function createFaultTaker() {
  const struck = new WeakMap<Fault, number>()
  return (fault: Fault | undefined, method: string): Fault | undefined => {
    if (!fault || (method !== 'POST' && !fault.everything)) return undefined
    const count = struck.get(fault) ?? 0
    if (count >= (fault.times ?? Number.POSITIVE_INFINITY)) return undefined
    struck.set(fault, count + 1)
    return fault
  }
}
