/** How much of an endpoint's own limit is left: 0 to 1, and for how long that holds, in milliseconds. */
export type Headroom = { readonly share: number; readonly resetMs: number }

const longestResetMs = 60_000

/**
 * Reads what an endpoint says of its own limits, the scarcer of requests and tokens; undefined where it says nothing.
 * Sources: https://platform.openai.com/docs/guides/rate-limits, https://docs.claude.com/en/api/rate-limits
 */
export function readHeadroom(headers: Headers, now: number): Headroom | undefined {
  const all = ['requests', 'tokens'].flatMap(kind => {
    const told = readOpenai(headers, kind) ?? readAnthropic(headers, { kind, now })
    return told === undefined || told.limit === 0
      ? []
      : [{ share: Math.min(1, told.left / told.limit), resetMs: told.resetMs }]
  })
  return all.sort((one, other) => one.share - other.share)[0]
}

type Told = { readonly limit: number; readonly left: number; readonly resetMs: number }

function readOpenai(headers: Headers, kind: string): Told | undefined {
  const limit = readCount(headers.get(`x-ratelimit-limit-${kind}`))
  const left = readCount(headers.get(`x-ratelimit-remaining-${kind}`))
  if (limit === undefined || left === undefined) return undefined
  return { limit, left, resetMs: readReset(headers.get(`x-ratelimit-reset-${kind}`)) }
}

function readAnthropic(headers: Headers, { kind, now }: { kind: string; now: number }): Told | undefined {
  const limit = readCount(headers.get(`anthropic-ratelimit-${kind}-limit`))
  const left = readCount(headers.get(`anthropic-ratelimit-${kind}-remaining`))
  if (limit === undefined || left === undefined) return undefined
  const resetAt = Date.parse(headers.get(`anthropic-ratelimit-${kind}-reset`) ?? '')
  const resetMs = Number.isNaN(resetAt)
    ? longestResetMs
    : Math.min(longestResetMs, Math.max(0, resetAt - now))
  return { limit, left, resetMs }
}

function readCount(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

// `1s`, `6m0s`, `120ms`.
function readReset(text: string | null): number {
  const parts = [...(text ?? '').slice(0, 32).matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * (units[unit ?? ''] ?? 0), 0)
  return parts.length === 0 ? longestResetMs : Math.min(sum, longestResetMs)
}
