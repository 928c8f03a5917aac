import type { CatalogueModel } from '@/lib/models/catalogue'
import type { ChatRequest } from '@/lib/openai/chat-request'
import { noUsage } from '@/lib/openai/token-usage'
import { costOf } from '@/lib/usage/cost-of'

type Asked = {
  readonly request: ChatRequest
  readonly model: CatalogueModel | undefined
  /** The estimated tokens of the prompt. */
  readonly promptTokens: number
  /** The longest answer that the plan allows. */
  readonly mostTokens: number | undefined
}

// Where nobody says how long an answer may be.
const usualMost = 4096

// Whatever a caller asks for, no answer is longer than its model's; and no counter holds more than so many dollars at once.
const longestAnswer = 1e6
const mostNanoUsd = 1e13

/** The most that a call is expected to cost, in nano-dollars: its prompt, and the longest answers that it may get. */
export function reserveCost({ request, model, promptTokens, mostTokens }: Asked): number {
  const asked = request.max_completion_tokens ?? request.max_tokens ?? undefined
  const wanted = Math.max(0, asked ?? mostTokens ?? model?.maxOutputTokens ?? usualMost)
  const longest = Math.min(wanted, model?.maxOutputTokens ?? longestAnswer)
  const completionTokens = longest * (request.n ?? 1)
  const cost = costOf({ ...noUsage, promptTokens, completionTokens }, model?.price) ?? 0
  return Math.min(cost, mostNanoUsd)
}
