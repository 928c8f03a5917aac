import type { CatalogueModel } from '@/lib/models/catalogue'
import { noUsage } from '@/lib/openai/token-usage'
import type { Operation } from '@/lib/operations/operations'
import { longestAnswer, type RequestFacts } from '@/lib/operations/request-facts'
import { costOf } from '@/lib/usage/cost-of'

type Asked = {
  readonly call: Pick<RequestFacts, 'answerLimits' | 'choices' | 'isSpoken'> & {
    readonly operation: Pick<Operation, 'name'>
  }
  readonly model: CatalogueModel | undefined
  /** The estimated tokens of the prompt. */
  readonly promptTokens: number
  /** The longest answer that the plan allows. */
  readonly mostTokens: number | undefined
}

// Where nobody says how long an answer may be.
const usualMost = 4096

// Whatever a caller asks for, no answer is longer than its model's; and no counter holds more than so many dollars at once.
const mostAnswerTokens = 1e6
const mostNanoUsd = 1e13

/** The most that a call is expected to cost, in nano-dollars: its prompt, and the longest answers that it may get. */
export function reserveCost({ call, model, promptTokens, mostTokens }: Asked): number {
  const wanted = longestAnswer(call) ?? mostTokens ?? model?.maxOutputTokens ?? usualMost
  const longest = Math.min(wanted, model?.maxOutputTokens ?? mostAnswerTokens)
  const completionTokens = call.operation.name === 'embeddings' ? 0 : longest * call.choices
  const { output = 0, audioOutput = output } = model?.price ?? {}
  const audioCompletionTokens = call.isSpoken && audioOutput > output ? completionTokens : 0
  const most = { ...noUsage, promptTokens, completionTokens, audioCompletionTokens }
  const cost = costOf(most, model?.price) ?? 0
  return Math.min(cost, mostNanoUsd)
}
