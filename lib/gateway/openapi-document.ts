import {
  anthropicHeaders,
  anthropicResponseHeaders,
  type DescribedHeaders,
  errorHeaders,
  requestHeaders,
  responseHeaders,
} from '@/lib/gateway/described-headers'
import { errorSchemas } from '@/lib/gateway/error-responses'
import { openapiCallPaths, openapiCallSchemas } from '@/lib/gateway/openapi-call-paths'
import { openapiOperatorPaths, operatorSchemas } from '@/lib/gateway/openapi-operator-paths'
import { openapiPublicPaths } from '@/lib/gateway/openapi-public-paths'
import { openapiAnswer } from '@/lib/gateway/openapi-schema'
import { operatorAnswers } from '@/lib/gateway/operator-answers'
import { publicAnswers } from '@/lib/gateway/public-answers'

const info = {
  title: 'Isochrone',
  version: '1',
  description:
    'A router for OpenAI-compatible APIs. Calls stand under `/v1` and, alike, under `/api/v1`. More in `/docs`.',
  license: { name: 'MIT', identifier: 'MIT' },
}

const tags = [
  { name: 'Calls', description: 'What callers send, and what goes to an endpoint.' },
  { name: 'Views', description: 'What anyone may look at.' },
  { name: 'Operators', description: 'What the operator token opens.' },
]

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key of this gateway, or a JWT.' },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'api-key',
    description: 'The same, as Azure’s clients send it.',
  },
  xApiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'The same, as Anthropic’s clients send it.',
  },
  operator: { type: 'http', scheme: 'bearer', description: 'The operator token.' },
}

const model = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    object: { const: 'model' },
    created: { type: 'integer' },
    owned_by: { type: 'string' },
  },
}

const modelList = {
  type: 'object',
  required: ['data'],
  properties: {
    object: { const: 'list' },
    data: { type: 'array', items: { $ref: '#/components/schemas/Model' } },
  },
}

/** The whole interface as an OpenAPI 3.1 document, made of the schemas that read what is sent. */
export function openapiDocument(): object {
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    tags,
    paths: { ...openapiCallPaths(), ...openapiPublicPaths, ...openapiOperatorPaths },
    components: {
      securitySchemes,
      parameters: parameters({ ...requestHeaders, ...anthropicHeaders }),
      headers: { ...responseHeaders, ...anthropicResponseHeaders, ...errorHeaders },
      schemas: {
        ...openapiCallSchemas(),
        ...operatorSchemas,
        ...mapped({ ...publicAnswers, ...operatorAnswers }, openapiAnswer),
        ...errorSchemas,
        Model: model,
        ModelList: modelList,
      },
    },
  }
}

function parameters(headers: DescribedHeaders) {
  return mapped(headers, (described, name) => ({ name, in: 'header', ...described }))
}

function mapped<Row>(rows: Readonly<Record<string, Row>>, write: (row: Row, name: string) => object) {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, write(row, name)]))
}
