import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { modelUsed } from '@/lib/gateway/model-used'
import { codeAtEnd } from '@/lib/gateway/record-call'
import type { Price } from '@/lib/models/catalogue'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { noUsage, type TokenUsage, totalTokens } from '@/lib/openai/token-usage'
import { textTokens } from '@/lib/operations/estimate-tokens'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { billAttempt } from '@/lib/usage/bill-attempt'
import type { BilledAttempt, UsageRecord } from '@/lib/usage/usage-record'

/** What a call used and cost, and how many tokens count towards its caller's limit. */
export type Account = { readonly record: UsageRecord; readonly limitedTokens: number }

type Over = {
  readonly end: StreamEnd | undefined
  /** In milliseconds since the epoch. */
  readonly endedAt: number
  readonly status: number
  readonly dependencies: Dependencies
}

/** Accounts for a call that is over; undefined where it was not accepted, or is none. */
export async function accountCall(
  trace: CallTrace,
  { end, endedAt, status, dependencies }: Over,
): Promise<Account | undefined> {
  const { admission, call, answer, caller } = trace
  if (call === undefined || admission === undefined || admission.verdict.kind === 'limited') return undefined
  const { catalogue } = (await dependencies.models.current()).value
  const priceOf = (model: string) => catalogue.get(model)?.price
  const promptTokens = call.promptTokens()
  const told = toldUsage(trace, end)
  const usage = told ?? {
    ...noUsage,
    promptTokens,
    ...end?.progress.openingUsage,
    completionTokens: countedTokens(trace, end),
  }
  const attempts = billed(trace, { priceOf, usage, promptTokens, isBroken: end?.kind === 'failed' })
  const sum = (name: keyof TokenUsage | 'nanoUsd') => attempts.reduce((all, each) => all + each[name], 0)
  const isAnswered = answer?.result.kind === 'answered'
  const record: UsageRecord = {
    id: admission.slot,
    requestId: caller.requestId,
    at: caller.receivedAt,
    // An address is nobody's to keep for longer than its limits need.
    tenant: admission.identity.proof.kind === 'none' ? 'anonymous' : admission.identity.caller,
    // A name that no endpoint answered to is the caller's text.
    model: modelUsed(trace) ?? (trace.isReplayed ? call.model : 'unknown'),
    endpoint: answer?.candidate?.endpoint.id,
    country: caller.place.country ?? 'unknown',
    edge: caller.place.edge,
    ...(trace.canary && { canary: { version: trace.canary.canary.version, side: trace.canary.side } }),
    status,
    code: codeAtEnd(trace, end),
    isError: status >= 400 || end?.kind === 'failed' || answer?.result.kind === 'refused',
    cache: trace.cacheState?.kind ?? 'BYPASS',
    attempts,
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
    cachedTokens: sum('cachedTokens'),
    reasoningTokens: sum('reasoningTokens'),
    audioPromptTokens: sum('audioPromptTokens'),
    audioCompletionTokens: sum('audioCompletionTokens'),
    nanoUsd: sum('nanoUsd'),
    isEstimated: attempts.some(isEstimate) || (isAnswered && told === undefined),
    isUnpriced:
      answer?.attempts.some(({ model }, at) => !priceOf(model) && attempts[at]?.billed !== 'no') ?? false,
    durationMs: Math.max(0, endedAt - caller.receivedAt),
    ...(trace.steps.plan !== undefined && {
      overheadMs: Math.max(0, (trace.steps.gate ?? 0) + trace.steps.plan),
    }),
  }
  return { record, limitedTokens: isAnswered ? totalTokens(usage) : 0 }
}

// What the endpoint says of its answer; of one that broke off it says nothing.
function toldUsage({ answer }: CallTrace, end: StreamEnd | undefined): TokenUsage | undefined {
  if (answer?.result.kind !== 'answered') return undefined
  return end === undefined ? answer.result.usage : end.progress.usage
}

// About the tokens of an answer whose endpoint does not tell: in a stream one an event.
function countedTokens({ answer, call }: CallTrace, end: StreamEnd | undefined): number {
  if (end !== undefined) return end.progress.contentEvents
  if (answer?.result.kind !== 'answered' || answer.result.body instanceof ReadableStream) return 0
  const whole = parseJson(new TextDecoder().decode(answer.result.body))
  return isObject(whole) && call ? Math.ceil(textTokens(call.operation.format.answerText(whole))) : 0
}

type Facts = Omit<Parameters<typeof billAttempt>[1], 'price'> & {
  readonly priceOf: (model: string) => Price | undefined
  readonly isBroken: boolean
}

function billed({ answer }: CallTrace, { priceOf, ...facts }: Facts): BilledAttempt[] {
  const tries = answer?.attempts ?? []
  const isRefused = answer?.result.kind === 'refused'
  const isAnswered = answer?.result.kind === 'answered'
  return tries.map((attempt, at) =>
    billAttempt(
      {
        ...attempt,
        isAnswer: isAnswered && at === tries.length - 1,
        outcome: isAnswered && at === tries.length - 1 && facts.isBroken ? 'failed' : attempt.outcome,
        isUnprocessed: attempt.failure?.isUnprocessed === true || (isRefused && at === tries.length - 1),
      },
      { ...facts, price: priceOf(attempt.model) },
    ),
  )
}

function isEstimate({ billed, nanoUsd, promptTokens }: BilledAttempt): boolean {
  return billed === 'unknown' && (nanoUsd > 0 || promptTokens > 0)
}
