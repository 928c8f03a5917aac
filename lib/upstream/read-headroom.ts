/** How much of an endpoint's own limit is left: 0 to 1, and for how long that holds, in milliseconds. */
export type Headroom = { readonly share: number; readonly resetMs: number }

const longestResetMs = 60_000

/**
 * Reads what an endpoint says of its own limits, the scarcer of requests and tokens; undefined where it says nothing.
 * Source: https://platform.openai.com/docs/guides/rate-limits
 */
export function readHeadroom(headers: Headers): Headroom | undefined {
  const all = ['requests', 'tokens'].flatMap(kind => {
    const limit = readCount(headers.get(`x-ratelimit-limit-${kind}`))
    const left = readCount(headers.get(`x-ratelimit-remaining-${kind}`))
    if (limit === undefined || left === undefined || limit === 0) return []
    const resetMs = readReset(headers.get(`x-ratelimit-reset-${kind}`))
    return [{ share: Math.min(1, left / limit), resetMs }]
  })
  return all.sort((one, other) => one.share - other.share)[0]
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
