import type { Plan } from '@/lib/access/plan'
import type { Models } from '@/lib/models/catalogue'
import { trimConversation } from '@/lib/models/trim-conversation'
import { ApiError } from '@/lib/openai/api-error'
import { isObject } from '@/lib/openai/is-object'
import { type Call, changeCall } from '@/lib/operations/parse-call'
import { longestAnswer } from '@/lib/operations/request-facts'

/** A call that fits into its model's window, the models that it may turn to, and how many messages it lost for that. */
export type FittedCall = { readonly call: Call; readonly others: readonly string[]; readonly dropped: number }

type Asked = {
  readonly others: readonly string[]
  readonly overflow: Plan['overflow']
  readonly models: Models
}

// An estimate is none of the endpoint's own counts: only what is clearly too long is refused here.
const tolerance = 1.1

/**
 * Brings a call whose prompt is longer than its model's window into one, as its plan wants it: not at all, by a larger model,
 * or without its oldest exchanges. Throws `context_length_exceeded` where that cannot be.
 */
export function fitCall(call: Call, { others, overflow, models }: Asked): FittedCall {
  const windowOf = (model: string) => models.catalogue.get(model)?.contextWindow ?? Number.POSITIVE_INFINITY
  const window = windowOf(call.model)
  const field = conversationField(call)
  // Of several texts to embed each has the window for itself, and how long each is the endpoint counts.
  const smallest = Math.min(window, ...others.map(windowOf))
  if (field === undefined || fitsAnyway(call, smallest)) return { call, others, dropped: 0 }
  const tokens = call.promptTokens()
  const fitting = others.filter(other => windowOf(other) >= tokens)
  const asItIs = { call, others: fitting, dropped: 0 }
  if (tokens <= window) return asItIs
  const [larger, ...rest] = fitting
  if (overflow === 'larger' && larger !== undefined)
    return { call: changeCall(call, { model: larger }), others: rest, dropped: 0 }
  const trimmed =
    overflow === 'trim' ? trim(call, { field, excess: tokens - roomIn(window, call) }) : undefined
  if (trimmed === undefined && tokens <= window * tolerance) return asItIs
  if (trimmed === undefined) throw tooLong(field, { window, tokens })
  return { ...trimmed, others: others.filter(other => windowOf(other) >= window) }
}

// Without counting: no character is more than a token, but a picture is many.
function fitsAnyway({ text, hasImages }: Call, window: number): boolean {
  return window === Number.POSITIVE_INFINITY || (!hasImages && text.length <= window)
}

const fields = {
  chat: 'messages',
  message: 'messages',
  response: 'input',
  completion: 'prompt',
  embedding: undefined,
}

function conversationField({ operation, choices, request }: Call): string | undefined {
  const isSeveral = Array.isArray(request.prompt) && choices > 1
  return isSeveral ? undefined : fields[operation.format.name]
}

// What is left of a window where the answer is to have its place in it, at most half of it.
function roomIn(window: number, call: Call): number {
  return window - Math.min(longestAnswer(call) ?? 0, Math.floor(window / 2))
}

type Excess = { readonly field: string; readonly excess: number }

function trim(call: Call, { field, excess }: Excess): Omit<FittedCall, 'others'> | undefined {
  const list = call.request[field]
  const trimmed = Array.isArray(list) ? trimConversation(list.filter(isObject), excess) : undefined
  return trimmed && { call: changeCall(call, { [field]: trimmed.messages }), dropped: trimmed.dropped }
}

// In OpenAI's words, which its callers look for.
function tooLong(param: string, { window, tokens }: { window: number; tokens: number }): ApiError {
  return new ApiError(
    'context_length_exceeded',
    `This model's maximum context length is ${window} tokens. However, your prompt is estimated at ${tokens} tokens. Please reduce its length.`,
    { param },
  )
}
