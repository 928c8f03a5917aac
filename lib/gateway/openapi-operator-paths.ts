import * as z from 'zod'
import { newKey } from '@/lib/access/new-key'
import { operatorExamples } from '@/lib/gateway/call-examples'
import { mapQuestion } from '@/lib/gateway/check-region-map'
import { errorResponses } from '@/lib/gateway/error-responses'
import { openapiRef, openapiSchema } from '@/lib/gateway/openapi-schema'
import type { operatorAnswers } from '@/lib/gateway/operator-answers'
import { usageQuestion } from '@/lib/gateway/read-usage-question'
import { replay } from '@/lib/gateway/replay-usage'
import { revocation } from '@/lib/gateway/revoke-token'
import type { ErrorCode } from '@/lib/openai/api-error'
import { isObject } from '@/lib/openai/is-object'
import { canaryDocument } from '@/lib/regions/canary-document'
import { regionMapDocument } from '@/lib/regions/region-map-document'

const written = { allowPrivate: true }
const newRegionMap = regionMapDocument(written).extend({
  $schema: z.string().optional(),
  canary: canaryDocument(written).optional(),
})

/** The schemas of what operators send, by their names in the document. */
export const operatorSchemas = {
  NewKey: openapiSchema(newKey),
  NewRevocation: openapiSchema(revocation),
  UsageReplay: openapiSchema(replay),
  NewRegionMap: openapiSchema(newRegionMap),
}

const usual: readonly ErrorCode[] = ['invalid_api_key', 'internal_error', 'configuration_error']
const ofBodies: readonly ErrorCode[] = [
  'invalid_json',
  'invalid_request',
  'invalid_encoding',
  'request_timeout',
  'request_too_large',
  'unsupported_media_type',
]

type Described = {
  readonly operationId: string
  readonly summary: string
  readonly answer: keyof typeof operatorAnswers
  readonly status?: 200 | 201
  readonly parameters?: readonly object[]
  readonly codes?: readonly ErrorCode[]
}

function action({ answer, status = 200, codes = [], ...rest }: Described) {
  return {
    ...rest,
    tags: ['Operators'],
    security: [{ operator: [] }],
    responses: {
      [String(status)]: {
        description: 'Done.',
        headers: { 'x-request-id': openapiRef('headers/x-request-id') },
        content: { 'application/json': { schema: openapiRef(`schemas/${answer}`) } },
      },
      ...errorResponses({ schema: 'Error', codes: [...new Set([...codes, ...usual])] }),
    },
  }
}

type Taking = Described & { readonly path: string; readonly body: keyof typeof operatorSchemas }

function taking({ path, body, codes = [], ...rest }: Taking) {
  const content = { schema: openapiRef(`schemas/${body}`), example: operatorExamples[path] }
  return {
    ...action({ ...rest, codes: [...codes, ...ofBodies] }),
    requestBody: { required: true, content: { 'application/json': content } },
  }
}

const id = (description: string) => ({
  name: 'id',
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
})

// What a query may say, by the schema that reads it.
function queryOf(schema: typeof usageQuestion | typeof mapQuestion): readonly object[] {
  const { properties } = openapiSchema(schema)
  return Object.entries(isObject(properties) ? properties : {}).map(([name, each]) => ({
    name,
    in: 'query',
    schema: each,
  }))
}

const stores: readonly ErrorCode[] = ['auth_unavailable']
const sums: readonly ErrorCode[] = ['limiter_unavailable']

/** The paths that the operator token opens. */
export const openapiOperatorPaths = {
  '/api/admin/keys': {
    get: action({ operationId: 'list-keys', summary: 'List the keys', answer: 'Keys', codes: stores }),
    post: taking({
      path: '/keys',
      body: 'NewKey',
      operationId: 'make-key',
      summary: 'Make a key, which is shown this once',
      answer: 'MadeKey',
      status: 201,
      codes: stores,
    }),
  },
  '/api/admin/keys/{id}': {
    delete: action({
      operationId: 'revoke-key',
      summary: 'Revoke a key for good',
      answer: 'Key',
      parameters: [id('The id of the key, and not the key.')],
      codes: ['key_not_found', ...stores],
    }),
  },
  '/api/admin/revocations': {
    post: taking({
      path: '/revocations',
      body: 'NewRevocation',
      operationId: 'revoke-token',
      summary: 'Revoke a JWT until it expires by itself',
      answer: 'Revocation',
      status: 201,
      codes: stores,
    }),
  },
  '/api/admin/costs': {
    get: action({
      operationId: 'costs',
      summary: 'What the calls of the last hours cost',
      answer: 'Costs',
      parameters: queryOf(usageQuestion),
      codes: ['invalid_request', ...sums],
    }),
  },
  '/api/admin/metrics': {
    get: action({
      operationId: 'metrics',
      summary: 'How many calls there were, how many failed, and how long they took',
      answer: 'Metrics',
      parameters: queryOf(usageQuestion),
      codes: ['invalid_request', ...sums],
    }),
  },
  '/api/cron/probe': {
    get: action({
      operationId: 'probe',
      summary:
        'Probe the endpoints that are due from the edge that serves this; for the platform’s cron, with `CRON_SECRET` too',
      answer: 'Probes',
    }),
  },
  '/api/admin/setup': {
    get: action({
      operationId: 'setup',
      summary: 'What the deployment has and lacks, by the names of its settings',
      answer: 'Setup',
    }),
  },
  '/api/admin/region-map': {
    get: action({ operationId: 'region-map', summary: 'The region map in force', answer: 'RegionMap' }),
  },
  '/api/admin/region-map/check': {
    post: taking({
      path: '/region-map/check',
      body: 'NewRegionMap',
      operationId: 'check-region-map',
      summary: 'What is wrong with a map, and whose calls it would move; changes nothing',
      answer: 'RegionMapJudgement',
      parameters: queryOf(mapQuestion),
    }),
  },
  '/api/admin/requests/{id}': {
    get: action({
      operationId: 'receipt',
      summary: 'The receipt of a call, for 7 days',
      answer: 'Receipt',
      parameters: [id('The call’s `x-request-id`.')],
      codes: ['receipt_not_found', ...sums],
    }),
  },
  '/api/admin/usage': {
    post: taking({
      path: '/usage',
      body: 'UsageReplay',
      operationId: 'replay-usage',
      summary: 'Add usage records that the shared store had missed, each once',
      answer: 'UsageReplayed',
      codes: sums,
    }),
  },
  '/api/admin/cache/{owner}': {
    delete: action({
      operationId: 'forget-answers',
      summary: 'Make an owner’s kept answers unreachable',
      answer: 'AnswersForgotten',
      parameters: [
        {
          name: 'owner',
          in: 'path',
          required: true,
          description: 'Such as `tenant-acme`.',
          schema: { type: 'string', pattern: '^(tenant|key|subject|plan)-[\\w.-]{1,64}$' },
        },
      ],
      codes: stores,
    }),
  },
}
