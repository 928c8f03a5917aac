import type { Limits, WindowUse } from '@/lib/access/limits'

type Uses = {
  readonly limits: Limits
  readonly requests: WindowUse
  readonly tokens: WindowUse
  readonly now: number
}

/**
 * The headers that tell a caller what is left of its limits, in OpenAI's names and formats, and for the requests also in
 * the plain ones (`reset` in Unix seconds). A limit that does not apply has none.
 * Source: https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
 */
export function rateLimitHeaders({
  limits,
  requests,
  tokens,
  now,
}: Uses): readonly (readonly [string, string])[] {
  const { requestsPerMinute, tokensPerMinute } = limits
  return [
    ...window('requests', { limit: requestsPerMinute, use: requests }),
    ...window('tokens', { limit: tokensPerMinute, use: tokens }),
    ...plain(requestsPerMinute, { use: requests, now }),
  ]
}

/**
 * The same as Anthropic's clients know it. Source: https://docs.claude.com/en/api/rate-limits#response-headers
 */
export function anthropicLimitHeaders({
  limits: { requestsPerMinute, tokensPerMinute },
  requests,
  tokens,
  now,
}: Uses): readonly (readonly [string, string])[] {
  const all = [
    ['requests', requestsPerMinute, requests],
    ['tokens', tokensPerMinute, tokens],
  ] as const
  return all.flatMap(([name, limit, use]): [string, string][] => {
    if (limit === undefined) return []
    const reset = new Date(now + use.resetSeconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
    return [
      [`anthropic-ratelimit-${name}-limit`, String(limit)],
      [`anthropic-ratelimit-${name}-remaining`, String(left(limit, use))],
      [`anthropic-ratelimit-${name}-reset`, reset],
    ]
  })
}

function plain(limit: number | undefined, { use, now }: { use: WindowUse; now: number }): [string, string][] {
  if (limit === undefined) return []
  return [
    ['x-ratelimit-limit', String(limit)],
    ['x-ratelimit-remaining', String(left(limit, use))],
    ['x-ratelimit-reset', String(Math.ceil(now / 1000) + use.resetSeconds)],
  ]
}

function window(
  name: string,
  { limit, use }: { limit: number | undefined; use: WindowUse },
): [string, string][] {
  if (limit === undefined) return []
  return [
    [`x-ratelimit-limit-${name}`, String(limit)],
    [`x-ratelimit-remaining-${name}`, String(left(limit, use))],
    [`x-ratelimit-reset-${name}`, goDuration(use.resetSeconds)],
  ]
}

function left(limit: number, { used }: WindowUse): number {
  return Math.max(0, limit - used)
}

/** Whole seconds as Go writes a duration: `1s`, `1m1s`, `6m0s`. */
export function goDuration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
