const unreadableSeconds = 5
const longestSeconds = 60

/**
 * Reads a `retry-after` of seconds or an HTTP date into 1 to 60 seconds; anything else counts as 5.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function parseRetryAfter(value: string | null, now: number): number {
  const seconds = /^\d{1,15}$/.test(value ?? '') ? Number(value) : secondsUntil(value, now)
  return Math.min(longestSeconds, Math.max(1, seconds))
}

function secondsUntil(value: string | null, now: number): number {
  const moment = value?.endsWith(' GMT') ? Date.parse(value) : Number.NaN
  return Number.isNaN(moment) ? unreadableSeconds : Math.ceil((moment - now) / 1000)
}
