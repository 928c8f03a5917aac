import type { StoredHealth } from '@/lib/health/shared-health'

/** Why a canary was turned off: a circuit opened where it sent calls, or far more of its tries failed than of the others'. */
export const canaryFaults = ['circuit-open', 'more-errors'] as const
export type CanaryFault = (typeof canaryFaults)[number]

/** That a canary is off, for as long as nobody changes it. */
export type CanaryMark = {
  /** The canary's version. */
  readonly version: string
  readonly reason: CanaryFault
  /** Where, by the operator's id. */
  readonly endpoint: string
  /** In milliseconds since the epoch. */
  readonly since: number
}

const form = /^(\d{1,16}) ([a-z-]{1,20}) ([A-Za-z0-9][\w.-]{0,63})$/

// Instances and the store need not agree to the second.
const aheadMs = 5000

/** Reads what the store keeps of a version; undefined where it is no mark, or lies in the future. */
export function readCanaryMark(
  [version, text]: readonly [string, string],
  now: number,
): CanaryMark | undefined {
  const [, at = '', told, endpoint = ''] = form.exec(text) ?? []
  const reason = canaryFaults.find(each => each === told)
  const since = Number(at)
  if (reason === undefined || since === 0 || since > now + aheadMs) return undefined
  return { version, reason, endpoint, since }
}

/** The marks that came along with what is known of an edge, by our own clock. */
export function readCanaryMarks(
  { storeNow, canaries = [] }: StoredHealth,
  now: number,
): readonly CanaryMark[] {
  return canaries.flatMap(row => {
    const mark = readCanaryMark(row, storeNow)
    return mark === undefined ? [] : [{ ...mark, since: mark.since + now - storeNow }]
  })
}

/** A mark as the store is told; when it was, the store says itself. */
export function writeCanaryMark({ version, reason, endpoint }: Omit<CanaryMark, 'since'>): string {
  return `${version} ${reason} ${endpoint}`
}
