import type { Price } from '@/lib/models/catalogue'
import { noUsage, type TokenUsage } from '@/lib/openai/token-usage'
import { costOf } from '@/lib/usage/cost-of'
import type { BilledAttempt } from '@/lib/usage/usage-record'

/** One try of a call, as far as it matters what it costs. */
export type Tried = {
  readonly endpoint: string
  readonly label: string
  readonly outcome: BilledAttempt['outcome']
  /** It gave the answer, or the part of it that there was. */
  readonly isAnswer: boolean
  /** The endpoint turned the call away, or was never reached. */
  readonly isUnprocessed: boolean
  readonly firstContentMs?: number | undefined
}

type Facts = {
  readonly price: Price | undefined
  /** What the answer used, as its endpoint says or as we estimate. */
  readonly usage: TokenUsage
  readonly promptTokens: number
}

/**
 * What a try costs. Whoever answers is paid for the answer. Who fails with a status is not taken to charge. Who was at work when
 * it was given up (too slow, cut off, beaten by a hedge, hung up on) may charge for the prompt, and is taken to.
 */
export function billAttempt(tried: Tried, { price, usage, promptTokens }: Facts): BilledAttempt {
  const { endpoint, label, outcome, firstContentMs } = tried
  const failedByStatus = /^\d{3}$/.test(label) && !tried.isAnswer
  const billed = tried.isAnswer ? 'yes' : tried.isUnprocessed ? 'no' : 'unknown'
  const used = tried.isAnswer
    ? usage
    : tried.isUnprocessed || failedByStatus
      ? noUsage
      : { ...noUsage, promptTokens }
  const cost = { ...used, nanoUsd: costOf(used, price) ?? 0 }
  return {
    endpoint,
    label,
    billed,
    outcome,
    ...cost,
    ...(firstContentMs !== undefined && { firstContentMs: Math.round(firstContentMs) }),
  }
}
