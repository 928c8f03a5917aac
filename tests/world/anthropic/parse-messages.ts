import type { IncomingHttpHeaders } from 'node:http'
import type { Parsed } from '../openai/parse-request'
import { parseJson } from '../parse-json'
import { anthropicError } from './anthropic-error'
import { type MessagesRequest, messagesRequest } from './messages-request'
import { problemOf } from './problem-of'
import { unpairedTool } from './unpaired-tool'

interface Sent {
  headers: IncomingHttpHeaders
  bodyText: string
}

/** What a request to `POST /v1/messages` says, or the 400 that Anthropic gives it. */
export function parseMessages({ headers, bodyText }: Sent): Parsed<MessagesRequest> {
  if (!headers['anthropic-version']) return refused('anthropic-version: header is required')
  const body = parseJson(bodyText)
  if (body === undefined) return refused('The request body is not valid JSON')
  const result = messagesRequest.safeParse(body)
  if (!result.success) return refused(problemOf(result.error))
  const problem = thinkingBeyondLimit(result.data) ?? unpairedTool(result.data)
  return problem === undefined ? { value: result.data } : refused(problem)
}

function refused(message: string): Parsed<MessagesRequest> {
  return { refusal: anthropicError(400, message) }
}

function thinkingBeyondLimit({ thinking, max_tokens }: MessagesRequest): string | undefined {
  if (thinking?.type !== 'enabled' || thinking.budget_tokens < max_tokens) return undefined
  return '`max_tokens` must be greater than `thinking.budget_tokens`.'
}
