import { errorHeaders } from '@/lib/gateway/described-headers'
import { openapiRef } from '@/lib/gateway/openapi-schema'
import { type ErrorCode, errorCodes } from '@/lib/openai/api-error'

// Both are of operators' routes, and the stream's own have no status.
const operatorsOwn: readonly ErrorCode[] = ['key_not_found', 'receipt_not_found']

const error = {
  type: 'object',
  required: ['message', 'type', 'param', 'code'],
  properties: {
    message: { type: 'string' },
    type: { type: 'string' },
    param: { type: ['string', 'null'], description: 'The field that is wrong: `messages[0].role`.' },
    code: {
      type: ['string', 'null'],
      description: 'One of ours, or what an endpoint says of the caller’s own fault.',
      examples: Object.keys(errorCodes),
    },
  },
}

/** The schemas of errors: in OpenAI's shape, and in Anthropic's. */
export const errorSchemas = {
  Error: { type: 'object', required: ['error'], properties: { error } },
  AnthropicError: {
    type: 'object',
    required: ['type', 'error'],
    properties: { type: { const: 'error' }, error },
  },
}

type Kind = { readonly schema: keyof typeof errorSchemas; readonly codes: readonly ErrorCode[] }

/** The error responses that a list of codes makes, by status. */
export function errorResponses({ schema, codes }: Kind): Readonly<Record<string, object>> {
  const statuses = [...new Set(codes.map(code => errorCodes[code][0]))].sort()
  return Object.fromEntries(
    statuses.map(status => {
      const here = codes.filter(code => errorCodes[code][0] === status)
      const content = { 'application/json': { schema: openapiRef(`schemas/${schema}`) } }
      return [String(status), { description: here.map(code => `\`${code}\``).join(', '), headers, content }]
    }),
  )
}

const headers = Object.fromEntries(
  ['x-request-id', ...Object.keys(errorHeaders)].map(name => [name, openapiRef(`headers/${name}`)]),
)

const known = codesOf(([status]) => status >= 400)

/** The codes that a call may end with. */
export const callErrors: readonly ErrorCode[] = known.filter(code => !operatorsOwn.includes(code))

/** The codes that end a stream which has begun. */
export const streamErrors: readonly ErrorCode[] = codesOf(([status]) => status === 200)

function codesOf(isMeant: (row: (typeof errorCodes)[ErrorCode]) => boolean): readonly ErrorCode[] {
  return Object.keys(errorCodes)
    .filter(isCode)
    .filter(code => isMeant(errorCodes[code]))
}

function isCode(name: string): name is ErrorCode {
  return name in errorCodes
}
