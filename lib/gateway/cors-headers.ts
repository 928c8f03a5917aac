/** What a page may read of a response: all that tells of a call. */
export const exposedHeaders = [
  'x-ratelimit-limit',
  'x-ratelimit-limit-requests',
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset',
  'x-ratelimit-reset-requests',
  'x-ratelimit-reset-tokens',
  'anthropic-ratelimit-requests-limit',
  'anthropic-ratelimit-requests-remaining',
  'anthropic-ratelimit-requests-reset',
  'anthropic-ratelimit-tokens-limit',
  'anthropic-ratelimit-tokens-remaining',
  'anthropic-ratelimit-tokens-reset',
  'idempotency-replayed',
  'request-id',
  'retry-after',
  'server-timing',
  'warning',
  'x-cache',
  'x-cache-age',
  'x-context-trimmed',
  'x-degraded',
  'x-endpoint-used',
  'x-model-used',
  'x-request-id',
  'x-response-time',
  'x-route-attempts',
  'x-route-map',
  'x-route-reason',
  'x-routed-from',
  'x-should-retry',
] as const

/** What a page may send, beside what clients say of themselves. */
export const allowedHeaders = [
  'anthropic-beta',
  'anthropic-dangerous-direct-browser-access',
  'anthropic-version',
  'api-key',
  'authorization',
  'cache-control',
  'content-type',
  'idempotency-key',
  'openai-beta',
  'openai-organization',
  'openai-project',
  'traceparent',
  'x-api-key',
  'x-max-ttft-ms',
  'x-no-fallback',
  'x-request-id',
  'x-route-to',
  'x-route-zone',
  'x-session-id',
  'x-task',
] as const

/** The headers that let a page of one of the allowed origins read a response; none for any other origin. */
export function corsHeaders(
  origin: string | undefined,
  allowed: readonly string[],
): Readonly<Record<string, string>> {
  if (origin === undefined || !allowed.includes(origin)) return {}
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders.join(', ') }
}

/** The headers of the answer to a browser's question whether it may send. */
export function preflightHeaders(
  origin: string | undefined,
  allowed: readonly string[],
): Readonly<Record<string, string>> {
  const headers = corsHeaders(origin, allowed)
  if (headers['access-control-allow-origin'] === undefined) return {}
  return {
    ...headers,
    'access-control-allow-methods': 'GET, POST',
    // Clients of OpenAI send `x-stainless-*`: which of them changes from version to version.
    'access-control-allow-headers': `${allowedHeaders.join(', ')}, ${stainless}`,
    'access-control-max-age': '86400',
  }
}

const stainless = [
  'x-stainless-arch',
  'x-stainless-helper-method',
  'x-stainless-lang',
  'x-stainless-os',
  'x-stainless-package-version',
  'x-stainless-poll-helper',
  'x-stainless-retry-count',
  'x-stainless-runtime',
  'x-stainless-runtime-version',
  'x-stainless-timeout',
].join(', ')
