import { ApiError } from '@/lib/openai/api-error'
import { type ChatRequest, chatRequest } from '@/lib/openai/chat-request'
import { describeFault } from '@/lib/openai/describe-fault'
import type { Operation } from '@/lib/openai/find-operation'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { type Span, scanMembers } from '@/lib/openai/scan-members'

/** A caller's request as far as routing understands it. */
export type Call = {
  readonly operation: Operation
  /** The model by the caller's name. */
  readonly model: string
  readonly stream: boolean
  /** How many answers were asked for. */
  readonly choices: number
  /** What was read of the body. */
  readonly request: ChatRequest
  /** The body as the caller wrote it. */
  readonly text: string
  /** Where in the text the model's name stands, quotes included. */
  readonly modelSpan: Span
}

/** Reads a call from a body; throws `invalid_json`, `json_too_deep`, `duplicate_key`, or `invalid_request` with `param`. */
export function parseCall(text: string, operation: Operation): Call {
  const members = scanMembers(text)
  const value = parseJson(text)
  // The parser's own words quote the body, so they are not passed on.
  if (value === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  const request = parseRequest(value)
  const modelSpan = members.get('model')
  if (modelSpan === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  return {
    operation,
    model: request.model,
    stream: request.stream ?? false,
    choices: request.n ?? 1,
    request,
    text,
    modelSpan,
  }
}

/** The call's body with another model's name, every other byte as the caller sent it. */
export function bodyForModel(call: Call, upstreamModel: string): string {
  if (upstreamModel === call.model) return call.text
  const { start, end } = call.modelSpan
  return call.text.slice(0, start) + JSON.stringify(upstreamModel) + call.text.slice(end)
}

function parseRequest(value: unknown): ChatRequest {
  if (!isObject(value) || Array.isArray(value))
    throw new ApiError('invalid_request', 'The body must be a JSON object.')
  const result = chatRequest.safeParse(value)
  if (result.success) return result.data
  const { path, message } = describeFault(result.error)
  throw new ApiError('invalid_request', message, { param: path })
}
