import { recordBody } from '@/lib/cache/record-body'
import { beginAttemptSpan } from '@/lib/gateway/call-span'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import { learnOfCanary } from '@/lib/gateway/learn-of-canary'
import { spendRetries } from '@/lib/gateway/spend-retries'
import { healthKey } from '@/lib/health/edge-health'
import { slowMs } from '@/lib/health/fading-mean'
import { countHedge, countHedgeCall, mayHedge } from '@/lib/health/hedge-count'
import { unforeseen } from '@/lib/openai/error-response'
import { shareTimer } from '@/lib/openai/share-timer'
import type { Call } from '@/lib/operations/parse-call'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { type Answer, answerCall } from '@/lib/upstream/answer-call'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import { commitEarly } from '@/lib/upstream/commit-early'
import type { Effects } from '@/lib/upstream/effects'
import { linkSignal } from '@/lib/upstream/link-signal'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { timeouts } from '@/lib/upstream/timeouts'
import { within } from '@/lib/upstream/within'

type Asked = { readonly call: Call; readonly trace: CallTrace; readonly dependencies: Dependencies }

/** A response that is begun before its answer is known. */
export type Committed = {
  readonly result: {
    readonly kind: 'committed'
    readonly stream: boolean
    readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  }
}

/**
 * Tries a plan's candidates, and lets this isolate learn from what became of each try at once. An answer that is too long
 * in coming is committed to, and follows in its body.
 */
export async function tryPlan(plan: RoutePlan, asked: Asked): Promise<Answer | Committed> {
  const { call, trace, dependencies } = asked
  const { effects } = dependencies
  const { receivedAt, signal } = trace.caller
  const hangUp = linkSignal(signal)
  const timers = shareTimer(effects)
  const shared = { ...effects, startTimer: timers.startTimer }
  let endStream: (end: StreamEnd) => void = () => {}
  const streamEnd = new Promise<StreamEnd>(resolve => {
    endStream = resolve
  })
  const answering = answer(plan, {
    ...asked,
    effects: shared,
    callerSignal: hangUp.signal,
    onStreamEnd: endStream,
  })
  const over = answering.then(async ({ result, attempts }) => {
    const end = await endOf(result, streamEnd)
    hangUp.release()
    timers.release()
    const last = attempts.at(-1)
    // That it had begun well has been counted; that it was cut off counts as well.
    if (result.kind === 'answered' && end?.kind === 'failed' && end.code !== 'deadline_exceeded' && last)
      learn({ ...last, outcome: 'failed', firstContentMs: undefined }, { plan, ...asked, isSuspect: false })
    return end
  })
  // Whoever waits for the answer is told the same.
  over.catch(() => {})
  const left = receivedAt + timeouts.commit - effects.now()
  const soon = await within(left, { promise: answering, effects: shared })
  if (soon === undefined || (soon.result.kind === 'answered' && soon.result.body instanceof ReadableStream))
    trace.streamEnd = over
  if (soon !== undefined) return soon
  const { stream, operation } = call
  const shape = operation.format.errors
  const body = commitEarly(answering, { stream, shape, effects, onCancel: hangUp.ring })
  return { result: { kind: 'committed', stream, body } }
}

// Undefined for a plain answer that was given.
async function endOf(
  result: Answer['result'],
  streamEnd: Promise<StreamEnd>,
): Promise<StreamEnd | undefined> {
  if (result.kind === 'exhausted') return { kind: 'failed', code: result.error.code, progress: untouched }
  if (result.kind === 'abandoned') return { kind: 'abandoned', progress: untouched }
  return result.kind === 'answered' && result.body instanceof ReadableStream ? await streamEnd : undefined
}

type Answering = Asked & {
  /** With timers that are those of this call alone. */
  readonly effects: Effects
  readonly callerSignal: AbortSignal
  readonly onStreamEnd: (end: StreamEnd) => void
}

async function answer(
  plan: RoutePlan,
  { effects, callerSignal, onStreamEnd, ...asked }: Answering,
): Promise<Answer> {
  const { call, trace, dependencies } = asked
  const { keyOf, slots, suspects, health } = dependencies
  const { span } = trace
  const { requestId, receivedAt, place } = trace.caller
  const caller = trace.identity?.caller ?? ''
  const tried: AttemptRecord[] = []
  const retries = spendRetries(place.edge, dependencies)
  const memory = health.of(place.edge)
  memory.hedges = countHedgeCall(memory.hedges)
  const answering = answerCall(plan.candidates, {
    call,
    sender: {
      requestId,
      edge: place.edge,
      country: place.country,
      ip: place.ip,
      protocol: trace.protocol ?? {},
    },
    effects,
    keyOf,
    callerSignal,
    receivedAt,
    enter: (endpoint, waitMs) => slots.enter(endpoint, { caller, waitMs }),
    beginSpan: span && (() => beginAttemptSpan(span, dependencies)),
    mayFailOver: retries.mayFailOver,
    onAttempt: record => {
      retries.onAttempt(record)
      tried.push(record)
      // At once, so that other calls need not find out for themselves.
      learn(record, { plan, ...asked, isSuspect: suspects.note(call.text, tried, effects.now()) })
    },
    hedgeAfterMs: hedgeAfter(plan, asked),
    takeHedge: () => {
      if (!mayHedge(memory.hedges)) return false
      memory.hedges = countHedge(memory.hedges)
      return true
    },
    onStreamEnd,
  })
  const answer = await answering.catch((error: unknown): Answer => {
    // Once a response has been begun, nobody above could tell the caller.
    trace.error = error
    return { attempts: [], candidate: undefined, result: { kind: 'exhausted', error: unforeseen(error) } }
  })
  trace.answer = record(answer, trace)
  if (answer.result.kind === 'answered' && answer.result.body instanceof ReadableStream)
    trace.firstContentMs = effects.now() - receivedAt
  return trace.answer
}

// A longer stream is nobody's to be given again.
const mostRecordedBytes = 2 * 1024 * 1024

// Only where the answer may be wanted once more.
function record(answer: Answer, trace: CallTrace): Answer {
  const { result } = answer
  const isWanted = trace.cache !== undefined || trace.once !== undefined
  if (!isWanted || result.kind !== 'answered' || !(result.body instanceof ReadableStream)) return answer
  const { body, text } = recordBody(result.body, mostRecordedBytes)
  trace.recording = text
  return { ...answer, result: { ...result, body } }
}

// A twentieth of the answers are later than this. Who asked for one endpoint gets no other.
function hedgeAfter({ candidates }: RoutePlan, { call, trace, dependencies }: Asked): number | undefined {
  const [first] = candidates
  if (trace.admission?.plan.hedge !== true || !call.stream || first === undefined) return undefined
  const { models } = dependencies.health.of(trace.caller.place.edge)
  const known = models.get(healthKey(first.endpoint, call.model))?.firstContent
  return known === undefined || known.weight < fewestSamples ? undefined : slowMs(known)
}

const fewestSamples = 5

type Learning = Asked & { readonly plan: RoutePlan; readonly isSuspect: boolean }

function learn(record: AttemptRecord, { plan, call, trace, dependencies, isSuspect }: Learning): void {
  const { effects, health, random } = dependencies
  const candidate = plan.candidates.find(
    each => each.endpoint.id === record.endpoint && (each.call ?? call).model === record.model,
  )
  if (candidate === undefined) return
  const key = healthKey(candidate.endpoint, record.model)
  const memory = health.of(trace.caller.place.edge)
  learnFromTry(memory, record, { key, now: effects.now(), dice: random(), isSuspect })
  learnOfCanary(record, { trace, candidate, key, isSuspect, dependencies })
}
