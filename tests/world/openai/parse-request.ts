import type { z } from 'zod'
import { parseJson } from '../parse-json'
import type { JsonReply } from '../send-json'
import { openaiError } from './openai-error'

export type Parsed<Value> = { value: Value } | { refusal: JsonReply }

/** What a request's body says, or the 400 that OpenAI gives it with the faulty field as `param`. */
export function parseRequest<Value>(schema: z.ZodType<Value>, bodyText: string): Parsed<Value> {
  const body = parseJson(bodyText)
  if (body === undefined) {
    const message = 'We could not parse the JSON body of your request.'
    return { refusal: openaiError({ status: 400, message }) }
  }
  const result = schema.safeParse(body)
  if (result.success) return { value: result.data }
  const issue = result.error.issues[0]
  const param = issue?.path.join('.') ?? ''
  const missing = issue !== undefined && isMissing(body, issue.path)
  const message = missing
    ? `Missing required parameter: '${param}'.`
    : `Invalid '${param}': ${issue?.message}`
  const code = missing ? 'missing_required_parameter' : 'invalid_value'
  return { refusal: openaiError({ status: 400, message, param, code }) }
}

// The message does not tell it where there was a choice.
function isMissing(body: unknown, path: readonly PropertyKey[]): boolean {
  const found = path.reduce(
    (node: unknown, key) => (isObject(node) ? Reflect.get(node, key) : undefined),
    body,
  )
  return found === undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
