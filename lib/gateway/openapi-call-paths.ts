import { callExamples } from '@/lib/gateway/call-examples'
import {
  anthropicHeaders,
  anthropicResponseHeaders,
  requestHeaders,
  responseHeaders,
} from '@/lib/gateway/described-headers'
import { callErrors, errorResponses, streamErrors } from '@/lib/gateway/error-responses'
import { openapiRef, openapiSchema } from '@/lib/gateway/openapi-schema'
import { type CallOperation, operations } from '@/lib/operations/operations'

/** What an operation is called, and where its answers are described, which go to the caller as the endpoint gives them. */
const words: Readonly<Record<CallOperation['name'], { readonly summary: string; readonly url: string }>> = {
  'chat.completions': {
    summary: 'Make a chat completion',
    url: 'https://platform.openai.com/docs/api-reference/chat',
  },
  completions: {
    summary: 'Complete a text',
    url: 'https://platform.openai.com/docs/api-reference/completions',
  },
  embeddings: {
    summary: 'Make embeddings',
    url: 'https://platform.openai.com/docs/api-reference/embeddings',
  },
  responses: {
    summary: 'Make a response',
    url: 'https://platform.openai.com/docs/api-reference/responses',
  },
  messages: { summary: 'Make a message', url: 'https://docs.claude.com/en/api/messages' },
}

const security = [{ bearer: [] }, { apiKey: [] }, { xApiKey: [] }, {}]

// The same routes answer under both.
const servers = [{ url: '/' }, { url: '/api' }]

/** The paths of the calls: one for each operation, its schema the one that reads the call. */
export function openapiCallPaths(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    operations.map(operation => [
      `/v1${operation.path}`,
      operation.method === 'POST' ? callPath(operation) : modelsPath(operation.name),
    ]),
  )
}

/** The schemas of the calls, by their names in the document. */
export function openapiCallSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    operations.flatMap(operation =>
      operation.method === 'POST' ? [[schemaName(operation), openapiSchema(operation.format.schema())]] : [],
    ),
  )
}

function schemaName({ name }: CallOperation): string {
  return `${name.replace(/(^|\.)\w/g, part => part.replace('.', '').toUpperCase())}Request`
}

function callPath(operation: CallOperation) {
  const { name, format } = operation
  const isAnthropic = format.errors === 'anthropic'
  const { summary, url } = words[name]
  const asked = [...Object.keys(requestHeaders), ...(isAnthropic ? Object.keys(anthropicHeaders) : [])]
  const content = { schema: openapiRef(`schemas/${schemaName(operation)}`), example: callExamples[name] }
  return {
    servers,
    post: {
      operationId: name.replaceAll('.', '-'),
      tags: ['Calls'],
      summary,
      description: 'What is not described here goes to the endpoint as it came.',
      externalDocs: { url },
      security,
      parameters: asked.map(header => openapiRef(`parameters/${header}`)),
      requestBody: { required: true, content: { 'application/json': content } },
      responses: {
        '200': answer(operation),
        ...errorResponses({ schema: isAnthropic ? 'AnthropicError' : 'Error', codes: callErrors }),
      },
    },
  }
}

function answer({ name, format }: CallOperation) {
  const told =
    format.errors === 'anthropic' ? { ...responseHeaders, ...anthropicResponseHeaders } : responseHeaders
  const events = {
    schema: {
      type: 'string',
      description: `Server-sent events, where the call has \`stream: true\`. One that breaks off ends in an event with an \`error\`: ${streamErrors.map(code => `\`${code}\``).join(', ')}.`,
    },
  }
  return {
    description:
      'The answer as the endpoint gave it. Where nothing came within 20 s, an error may stand in it.',
    headers: headerRefs(Object.keys(told)),
    content: {
      'application/json': { schema: { type: 'object' } },
      // There is nothing to stream in an embedding.
      ...(name === 'embeddings' ? {} : { 'text/event-stream': events }),
    },
  }
}

function modelsPath(name: 'models.list' | 'models.retrieve') {
  const isList = name === 'models.list'
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
  const schema = openapiRef(isList ? 'schemas/ModelList' : 'schemas/Model')
  return {
    servers,
    get: {
      operationId: name.replaceAll('.', '-'),
      tags: ['Calls'],
      summary: isList ? 'List the models that this caller can be served' : 'Look a model up',
      description: 'Models, aliases and tasks. With `anthropic-version` in Anthropic’s shape.',
      security,
      parameters: [...(isList ? [] : [id]), openapiRef('parameters/anthropic-version')],
      responses: {
        '200': {
          description: 'In alphabetical order.',
          headers: headerRefs(['x-request-id']),
          content: { 'application/json': { schema } },
        },
        ...errorResponses({
          schema: 'Error',
          codes: [
            'invalid_api_key',
            'model_not_found',
            'rate_limit_exceeded',
            'concurrency_limit_exceeded',
            'configuration_error',
            'limiter_unavailable',
            'auth_unavailable',
            'overloaded',
            'internal_error',
          ],
        }),
      },
    },
  }
}

function headerRefs(names: readonly string[]) {
  return Object.fromEntries(names.map(name => [name, openapiRef(`headers/${name}`)]))
}
