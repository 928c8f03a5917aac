/** What a header says, and what it may hold. */
type DescribedHeader = { readonly description: string; readonly schema: object }

/** Headers by their names. */
export type DescribedHeaders = Readonly<Record<string, DescribedHeader>>

function text(description: string, more: object = {}): DescribedHeader {
  return { description, schema: { type: 'string', ...more } }
}

function whole(description: string, more: object = {}): DescribedHeader {
  return { description, schema: { type: 'integer', ...more } }
}

/** The headers that a call may have beside its credential and its content type, by their names. */
export const requestHeaders: DescribedHeaders = {
  'x-route-to': text('Pins one endpoint of the region map, without failover. It can only narrow.'),
  'x-route-zone': text('Narrows the call to one zone. It never widens residency.'),
  'x-max-ttft-ms': whole('Refuses the call (503) where no endpoint is predicted to begin within this.', {
    minimum: 1,
  }),
  'x-no-fallback': text('1 refuses a fallback model.', { enum: ['1'] }),
  'x-task': text('Picks model and limits of a task, where the body’s model is `auto`.'),
  'x-session-id': text('Groups calls for a plan’s budget by session.'),
  'idempotency-key': text('Has a call done once in 24 hours.', { pattern: '^[\\x21-\\x7e]{1,255}$' }),
  'cache-control': text('`no-cache`, `no-store` and `max-age` are obeyed.'),
  'x-request-id': text('Kept where it has this form, replaced otherwise.', {
    pattern: '^[A-Za-z0-9_-]{8,64}$',
  }),
  traceparent: text('Taken up where the operator collects traces.'),
}

/** Those of Anthropic’s clients. */
export const anthropicHeaders: DescribedHeaders = {
  'anthropic-version': text('The version of the protocol; 2023-06-01 where none is named.'),
  'anthropic-beta': text('Features of the protocol, passed on.'),
}

const limits = ['requests', 'tokens'].flatMap(name => [
  [`x-ratelimit-limit-${name}`, whole(`The limit of ${name} a minute.`)],
  [`x-ratelimit-remaining-${name}`, whole(`What is left of the ${name}.`)],
  [`x-ratelimit-reset-${name}`, text(`Until all ${name} are there again: \`1s\`, \`1m1s\`.`)],
])

/** The headers of a response that tell of the call, by their names. */
export const responseHeaders: DescribedHeaders = {
  'x-request-id': text('The call’s id, on errors too.'),
  'x-endpoint-used': text('The id of the endpoint that answered; absent where none did.'),
  'x-routed-from': text('The country that was routed for, or `unknown`.'),
  'x-route-reason': text('Why this endpoint.', {
    enum: ['listed', 'fastest', 'nearest', 'default', 'pinned', 'affinity', 'failover', 'panic'],
  }),
  'x-route-map': text(
    'By which map the endpoint was chosen where the region map has a canary for this caller: `canary` or `outer`.',
  ),
  'x-route-attempts': text('Every try in order: `sin;503, nrt;200`.'),
  'x-response-time': whole('Milliseconds from the receipt of the request to these headers.'),
  'server-timing': text(
    '`gate`, `plan` and `upstream` in milliseconds, and `wait` for the same call of another.',
  ),
  'x-cache': text('What the response cache had to do with it.', { enum: ['HIT', 'MISS', 'BYPASS'] }),
  'x-cache-age': whole('Seconds since a HIT was kept.'),
  warning: text('`110` where an answer that is too old stands in, since no endpoint answers.'),
  'x-model-used': text('The model that answered.'),
  'x-context-trimmed': whole('How many messages were dropped so that the prompt fits.'),
  'x-degraded': text('What was missing while the call was served: `limiter`, `region-map`, `health`.'),
  'idempotency-replayed': text('`true` where this is the kept answer of the same key.'),
  ...Object.fromEntries(limits),
  'x-ratelimit-limit': whole('The limit of requests a minute.'),
  'x-ratelimit-remaining': whole('What is left of it.'),
  'x-ratelimit-reset': whole('When all of it is there again, in Unix seconds.'),
}

const anthropicLimits = ['requests', 'tokens'].flatMap(name => [
  [`anthropic-ratelimit-${name}-limit`, whole(`The limit of ${name} a minute.`)],
  [`anthropic-ratelimit-${name}-remaining`, whole(`What is left of the ${name}.`)],
  [`anthropic-ratelimit-${name}-reset`, text('When all of it is there again.', { format: 'date-time' })],
])

/** What Anthropic’s clients are told beside them. */
export const anthropicResponseHeaders: DescribedHeaders = {
  'request-id': text('The same as `x-request-id`.'),
  ...Object.fromEntries(anthropicLimits),
}

/** Those by which a client knows whether to try again. */
export const errorHeaders: DescribedHeaders = {
  'retry-after': whole('Seconds to wait, on 429, 503 and 504.', { minimum: 1, maximum: 59 }),
  'x-should-retry': text('`false` where trying again cannot help.', { enum: ['false'] }),
}
