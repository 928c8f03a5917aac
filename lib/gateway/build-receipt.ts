import { callBytes } from '@/lib/gateway/call-bytes'
import { routeReason } from '@/lib/gateway/call-headers'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { modelUsed } from '@/lib/gateway/model-used'
import { toldZones } from '@/lib/gateway/told-zones'
import type { TokenUsage } from '@/lib/openai/token-usage'
import { mostNameLength } from '@/lib/telemetry/most-name-length'
import type { Receipt } from '@/lib/telemetry/receipt'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { toUsd } from '@/lib/usage/cost-of'
import type { UsageRecord } from '@/lib/usage/usage-record'

type Over = {
  readonly record: UsageRecord
  readonly end: StreamEnd | undefined
  readonly responseMs: number
  /** Which version of the region map was in force. */
  readonly mapVersion: string | undefined
}

/** The receipt of a call that is over: what was decided and what came of it, and nothing of what was said. */
export function buildReceipt(trace: CallTrace, over: Over): Receipt {
  const { record, end, mapVersion } = over
  const { caller, operation, call, view, cacheState } = trace
  const bytes = callBytes(trace, end)
  return {
    version: 1,
    id: record.id,
    requestId: record.requestId,
    at: new Date(record.at).toISOString(),
    tenant: cut(record.tenant),
    operation: operation?.name ?? 'unknown',
    stream: call?.stream ?? false,
    model: modelOf(trace),
    country: record.country,
    edge: caller.place.edge,
    ...residencyOf(trace),
    map: view && mapVersion !== undefined ? { version: mapVersion, source: view.source } : null,
    ...answererOf(trace),
    routeReason: routeReason(trace) ?? null,
    ...(trace.canary && { canary: { version: trace.canary.canary.version, side: trace.canary.side } }),
    ...planOf(trace),
    leftOut: { candidates: 0, excluded: 0 },
    attempts: attemptsOf(trace, record),
    timings: timingsOf(trace, over),
    bytes: { in: bytes.in ?? 0, out: bytes.out ?? null },
    tokens: tokensOf(record),
    costUsd: record.isUnpriced ? null : toUsd(record.nanoUsd),
    isEstimated: record.isEstimated,
    cache: { state: record.cache, ageSeconds: cacheState?.kind === 'HIT' ? cacheState.ageSeconds : null },
    status: record.status,
    code: record.code ?? null,
    end: end?.kind ?? null,
  }
}

function modelOf(trace: CallTrace): Receipt['model'] {
  const { choice, trimmed = 0 } = trace
  const used = modelUsed(trace)
  return {
    asked: choice && isKnownName(trace) ? cut(choice.asked) : null,
    used: used === undefined ? null : cut(used),
    task: choice?.task === undefined ? null : cut(choice.task),
    reason: choice?.reason ?? null,
    trimmedMessages: trimmed,
  }
}

// A name that neither the operator's documents know nor any endpoint was asked for is the caller's text.
function isKnownName({ choice, call, answer, cachedText, view }: CallTrace): boolean {
  if (choice?.reason !== 'asked' || answer !== undefined || cachedText !== undefined) return true
  const model = call?.model ?? ''
  return [...(view?.value.endpoints.values() ?? [])].some(({ models }) => models.names.has(model))
}

function residencyOf({ view, plan, caller: { place } }: CallTrace) {
  const map = view?.value
  const rule = place.country === undefined ? undefined : map?.residency.get(place.country)
  return {
    residencyRule: firstZones(rule),
    residency: firstZones(toldZones(plan === undefined ? rule : plan.residency, map)),
  }
}

// More than this no rule names that means something; that there are more is said, lest it pass for the whole.
const mostZones = 16

function firstZones(names: readonly string[] | undefined): string[] | null {
  if (names === undefined) return null
  return names.length > mostZones ? [...names.slice(0, mostZones), '…'] : [...names]
}

function answererOf({ answer }: CallTrace) {
  const endpoint = answer?.candidate?.endpoint
  return { endpoint: endpoint?.id ?? null, region: endpoint?.region ?? null, zone: endpoint?.zone ?? null }
}

function planOf(trace: CallTrace): Pick<Receipt, 'candidates' | 'excluded'> {
  const { candidates = [], excluded = [] } = trace.plan ?? {}
  return {
    candidates: candidates.map(({ endpoint, reason, score, expectedMs, call }) => ({
      endpoint: endpoint.id,
      zone: endpoint.zone,
      region: endpoint.region,
      reason,
      score,
      expectedMs: expectedMs ?? null,
      ...(call && { model: cut(call.model) }),
    })),
    excluded: excluded.map(({ endpoint, reason }) => ({ endpoint, zone: zoneOf(endpoint, trace), reason })),
  }
}

function attemptsOf(trace: CallTrace, record: UsageRecord): Receipt['attempts'] {
  const tries = trace.answer?.attempts ?? []
  return record.attempts.flatMap((billed, at) => {
    const tried = tries[at]
    if (tried === undefined) return []
    const { endpoint, model, label, failure, durationMs } = tried
    return {
      endpoint,
      zone: zoneOf(endpoint, trace),
      model: cut(model),
      label,
      outcome: billed.outcome,
      code: failure?.code ?? null,
      durationMs: round(durationMs),
      firstContentMs: billed.firstContentMs ?? null,
      billed: billed.billed,
      promptTokens: billed.promptTokens,
      completionTokens: billed.completionTokens,
      costUsd: record.isUnpriced ? null : toUsd(billed.nanoUsd),
    }
  })
}

function zoneOf(endpoint: string, { view }: CallTrace): string | null {
  return view?.value.endpoints.get(endpoint)?.zone ?? null
}

function tokensOf(record: UsageRecord): TokenUsage {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = record
  const { audioPromptTokens, audioCompletionTokens } = record
  return {
    promptTokens,
    completionTokens,
    cachedTokens,
    reasoningTokens,
    audioPromptTokens,
    audioCompletionTokens,
  }
}

function timingsOf({ steps, firstContentMs }: CallTrace, over: Over): Receipt['timings'] {
  const told = (milliseconds: number | undefined) =>
    milliseconds === undefined ? null : Math.max(0, round(milliseconds))
  return {
    gateMs: told(steps.gate),
    planMs: told(steps.plan),
    upstreamMs: told(steps.upstream),
    firstContentMs: told(firstContentMs),
    responseMs: Math.max(0, round(over.responseMs)),
    totalMs: over.record.durationMs,
    overheadMs: told(over.record.overheadMs),
  }
}

// What is no character would take six bytes, and nobody could read it.
function cut(text: string): string {
  return text.slice(0, mostNameLength).replaceAll(/\p{C}/gu, '?')
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
