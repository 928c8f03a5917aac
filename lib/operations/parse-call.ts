import { ApiError } from '@/lib/openai/api-error'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { type Span, scanMembers } from '@/lib/openai/scan-members'
import type { CallOperation } from '@/lib/operations/operations'
import { refuseLookalikes } from '@/lib/operations/refuse-lookalikes'
import type { RequestFacts } from '@/lib/operations/request-facts'

/** A caller's request as far as routing understands it. */
export type Call = RequestFacts & {
  readonly operation: CallOperation
  /** The body, parsed, with the changes. */
  readonly request: Readonly<Record<string, unknown>>
  /** The body as the caller wrote it. */
  readonly text: string
  /** Where in the text the values of its outermost members stand. */
  readonly members: ReadonlyMap<string, Span>
  /** What is written otherwise by us, whoever the call goes to: the member's new value. */
  readonly changes: Changes
  /** Whether its model is known to think; absent where nobody has said. */
  readonly mayThink?: boolean
}

/** New values of a body's outermost members; undefined takes one out. */
export type Changes = Readonly<Record<string, unknown>>

/** Reads a call from a body; throws `invalid_json`, `json_too_deep`, `duplicate_key`, or `invalid_request` with `param`. */
export function parseCall(text: string, operation: CallOperation): Call {
  const members = scanMembers(text)
  refuseLookalikes(members.keys(), operation.format)
  const request = parseJson(text)
  // The parser's own words quote the body, so they are not passed on.
  if (request === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  if (!isObject(request) || Array.isArray(request))
    throw new ApiError('invalid_request', 'The body must be a JSON object.')
  const facts = operation.format.readRequest(request)
  if (!members.has('model')) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  return { ...facts, operation, request, text, members, changes: {} }
}

/** The call with other values of its body's members. */
export function changeCall(call: Call, changes: Changes): Call {
  const all = { ...call.changes, ...changes }
  const request = Object.fromEntries(
    Object.entries({ ...call.request, ...changes }).filter(([, value]) => value !== undefined),
  )
  return { ...call, ...call.operation.format.readRequest(request), request, changes: all }
}
