import { errorResponses } from '@/lib/gateway/error-responses'
import { openapiRef } from '@/lib/gateway/openapi-schema'
import type { publicAnswers } from '@/lib/gateway/public-answers'
import type { ErrorCode } from '@/lib/openai/api-error'
import { operationNames } from '@/lib/operations/operations'

const usual: readonly ErrorCode[] = ['method_not_allowed', 'internal_error', 'configuration_error']
const requestId = { 'x-request-id': openapiRef('headers/x-request-id') }

type Described = {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly parameters?: readonly object[]
  readonly codes?: readonly ErrorCode[]
}

function view({ answer, ...rest }: Described & { readonly answer: keyof typeof publicAnswers }) {
  return viewOf(rest, { 'application/json': { schema: openapiRef(`schemas/${answer}`) } })
}

function viewOf({ codes = [], ...rest }: Described, content: object) {
  return {
    ...rest,
    tags: ['Views'],
    security: [],
    responses: {
      '200': { description: 'The document.', headers: requestId, content },
      ...errorResponses({ schema: 'Error', codes: [...codes, ...usual] }),
    },
  }
}

function query(name: string, description: string, schema: object = { type: 'string' }) {
  return { name, in: 'query', description, schema }
}

const routeParameters = [
  query('country', 'As if from this country (ISO 3166-1 alpha-2); the caller’s own without it.'),
  query('edge', 'As if served by this edge.'),
  query('model', 'The model, alias or task; any without it.'),
  query('zone', 'What `x-route-zone` would say.'),
  query('task', 'What `x-task` would say.'),
  query('caller', 'With the operator token: for whom a canary is drawn, such as `tenant-acme`.'),
  query('operation', 'The operation; chat.completions without it.', { type: 'string', enum: operationNames }),
  // As in a call; the query goes before them.
  ...['x-route-zone', 'x-task', 'x-no-fallback'].map(header => openapiRef(`parameters/${header}`)),
]

const routeSecurity = [{ bearer: [] }, { apiKey: [] }, { xApiKey: [] }, {}]

const routeErrors: readonly ErrorCode[] = [
  'invalid_json',
  'invalid_request',
  'json_too_deep',
  'duplicate_key',
  'invalid_encoding',
  'context_length_exceeded',
  'invalid_api_key',
  'model_not_allowed',
  'model_not_found',
  'request_timeout',
  'request_too_large',
  'unsupported_media_type',
  'rate_limit_exceeded',
  'concurrency_limit_exceeded',
  'limiter_unavailable',
  'auth_unavailable',
  ...usual,
]

function routeQuestion(operationId: string, summary: string) {
  const shown = view({
    operationId,
    summary,
    description: 'Sends nothing to any endpoint. Asked with a credential, it answers for its holder.',
    answer: 'Route',
    parameters: routeParameters,
  })
  return {
    ...shown,
    security: routeSecurity,
    responses: { ...shown.responses, ...errorResponses({ schema: 'Error', codes: routeErrors }) },
  }
}

const text = { type: 'string' }
const windows = { type: 'string', enum: ['15m', '1h', '24h'], default: '1h' }

/** The paths that anyone may ask, and what Prometheus reads. */
export const openapiPublicPaths = {
  '/api/route': {
    get: routeQuestion('explain-route', 'Where a call would go, and why'),
    post: {
      ...routeQuestion('explain-call', 'Where this very call would go, and why'),
      requestBody: {
        required: true,
        description: 'A whole call of the `operation`.',
        content: { 'application/json': { schema: openapiRef('schemas/ChatCompletionsRequest') } },
      },
    },
  },
  '/api/health': {
    get: view({
      operationId: 'health',
      summary: 'Whether this instance can serve',
      description:
        'Names what it does without. 503 where a setting cannot be read, where there is no region map, and where no endpoint of the operator’s is active and has its key.',
      answer: 'Health',
      codes: ['no_eligible_endpoint'],
    }),
  },
  '/api/status': {
    get: view({
      operationId: 'status',
      summary: 'What the status page shows',
      description: 'No URL, tenant, cost or error text is in it. May be kept for 10 s.',
      answer: 'Status',
      parameters: [query('window', 'The time that the matrix is of.', windows)],
    }),
  },
  '/api/status/summary.json': {
    get: view({
      operationId: 'status-summary',
      summary: 'The same in Statuspage’s shape',
      description: 'See https://metastatuspage.com/api.',
      answer: 'Summary',
    }),
  },
  '/feed.xml': {
    get: viewOf(
      {
        operationId: 'status-feed',
        summary: 'Incidents and notices of the last 90 days',
        description: 'RSS 2.0; also at `/api/status/feed.xml`.',
      },
      { 'application/rss+xml': { schema: text } },
    ),
  },
  '/badge/{endpoint}.svg': {
    get: viewOf(
      {
        operationId: 'status-badge',
        summary: 'An endpoint’s state as a badge',
        description: 'Also at `/api/status/badge/{endpoint}.svg`.',
        parameters: [
          { name: 'endpoint', in: 'path', required: true, description: 'The endpoint’s id.', schema: text },
        ],
        codes: ['unknown_operation'],
      },
      { 'image/svg+xml': { schema: text } },
    ),
  },
  '/api/metrics': {
    get: {
      operationId: 'prometheus',
      tags: ['Operators'],
      summary: 'Metrics for Prometheus',
      description: 'What all instances have recorded in Redis.',
      security: [{ operator: [] }],
      responses: {
        '200': {
          description: 'The text exposition format.',
          content: { 'text/plain': { schema: text } },
        },
        ...errorResponses({
          schema: 'Error',
          codes: ['invalid_api_key', 'limiter_unavailable', ...usual],
        }),
      },
    },
  },
}
