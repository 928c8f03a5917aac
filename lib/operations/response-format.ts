import { isObject } from '@/lib/openai/is-object'
import { holdsPicture, messageTokens } from '@/lib/operations/estimate-tokens'
import { limitsOf } from '@/lib/operations/limits-of'
import { readRequest } from '@/lib/operations/read-request'
import { readResponseEvent } from '@/lib/operations/read-response-event'
import { readResponseUsage } from '@/lib/operations/read-response-usage'
import type { Opening } from '@/lib/operations/request-facts'
import { type ResponseRequest, responseRequest } from '@/lib/operations/response-request'
import type { WireFormat } from '@/lib/operations/wire-format'

const limitFields = ['max_output_tokens']

const mebibyte = 1024 * 1024

/** Responses. Source: https://platform.openai.com/docs/api-reference/responses */
export const responseFormat: WireFormat = {
  name: 'response',
  errors: 'responses',
  schema: responseRequest,
  limitFields,
  readRequest(body) {
    const request = readRequest(responseRequest(), body)
    const { instructions, tools } = request
    const items = itemsOf(request)
    const follows = followed(request, items)
    const recalls = items.findLast(isRecalled)?.id
    return {
      model: request.model,
      stream: request.stream ?? false,
      choices: 1,
      usageEvent: 'none',
      answerLimits: limitsOf(request, limitFields),
      isDeterministic: request.temperature === 0,
      // Unlike a chat completion it is remembered unless the caller says otherwise, and what it follows is known upstream only.
      isStored: request.store !== false || follows.length > 0,
      effort: request.reasoning?.effort ?? undefined,
      hasTools: (tools ?? []).length > 0,
      // The endpoint calls these by itself; functions are called by the caller, and what the other tools do stays with the endpoint.
      mayAct: (tools ?? []).some(({ type }) => type === 'mcp'),
      hasImages: holdsPicture(items),
      follows,
      ...(typeof recalls === 'string' && { recalls }),
      promptTokens: () =>
        messageTokens(
          [{ content: instructions }, ...items.map(content => ({ content }))],
          tools,
          schemaOf(request.text?.format),
        ),
      opening: () => openingOf(items, instructions),
    }
  },
  isAnswer: body =>
    isObject(body) &&
    (body.error ?? null) === null &&
    Array.isArray(body.output) &&
    body.status !== 'failed' &&
    body.status !== 'cancelled',
  readUsage: readResponseUsage,
  answerText: ({ output }) =>
    Array.isArray(output) ? JSON.stringify(output.filter(isObject).map(saidBy)) : '',
  readData: readResponseEvent,
  // A picture comes in one event, in base64, and once more in the last; OpenAI's own clients are tested with 28 MiB.
  eventLimitBytes: 32 * mebibyte,
  // Up to three drafts of it may come before. Source: https://platform.openai.com/docs/guides/image-generation#streaming
  streamLimitBytes: 5 * 32 * mebibyte,
  // Its last event holds the whole answer, and only the endpoint has that.
  closing: undefined,
}

function schemaOf(format: unknown): unknown {
  return isObject(format) ? format.schema : undefined
}

type Item = Exclude<ResponseRequest['input'], string | null | undefined>[number]

// Each of them is looked at: one that is the caller's own says nothing of the others.
function followed(
  { previous_response_id: previous }: ResponseRequest,
  items: readonly Item[],
): readonly string[] {
  const referred = items.flatMap(item => (isReference(item) && typeof item.id === 'string' ? item.id : []))
  return [...new Set([...(previous ? [previous] : []), ...referred])]
}

// Its type may be left out; and a picture is referred to by what made it, without the picture.
// Sources: https://github.com/openai/openai-openapi, ItemReferenceParam;
// https://platform.openai.com/docs/guides/image-generation#multi-turn-image-generation
function isReference({ type, role, content, result }: Item): boolean {
  if (type === 'image_generation_call') return (result ?? null) === null
  return type === 'item_reference' || [type, role, content].every(each => (each ?? null) === null)
}

// What was thought is given back by its id, and looked up, where neither its text nor its cipher comes along.
// Source: https://platform.openai.com/docs/guides/reasoning#keeping-reasoning-items-in-context
function isRecalled({ type, content, encrypted_content: sealed }: Item): boolean {
  return type === 'reasoning' && [content, sealed].every(each => (each ?? null) === null)
}

function itemsOf({ input }: ResponseRequest): readonly Item[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }]
  return input ?? []
}

function openingOf(items: readonly Item[], instructions: unknown): Opening {
  const first = items.findIndex(({ role }) => role === 'user')
  return {
    text: JSON.stringify([instructions, ...items.slice(0, first + 1).map(({ content }) => content)]),
    continues: items.some(({ role, type }) => role === 'assistant' || type === 'function_call'),
  }
}

function saidBy({ content, name, arguments: given }: Readonly<Record<string, unknown>>) {
  return { content, name, given }
}
