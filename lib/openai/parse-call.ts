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
  /** Where in the text the values of its outermost members stand. */
  readonly members: ReadonlyMap<string, Span>
}

/** Reads a call from a body; throws `invalid_json`, `json_too_deep`, `duplicate_key`, or `invalid_request` with `param`. */
export function parseCall(text: string, operation: Operation): Call {
  const members = scanMembers(text)
  const value = parseJson(text)
  // The parser's own words quote the body, so they are not passed on.
  if (value === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  const request = parseRequest(value)
  if (!members.has('model')) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  return {
    operation,
    model: request.model,
    stream: request.stream ?? false,
    choices: request.n ?? 1,
    request,
    text,
    members,
  }
}

function parseRequest(value: unknown): ChatRequest {
  if (!isObject(value) || Array.isArray(value))
    throw new ApiError('invalid_request', 'The body must be a JSON object.')
  const result = chatRequest.safeParse(value)
  if (result.success) return result.data
  const { path, message } = describeFault(result.error)
  throw new ApiError('invalid_request', message, { param: path })
}
