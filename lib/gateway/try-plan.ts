import { recordBody } from '@/lib/cache/record-body'
import type { Way } from '@/lib/gateway/answer-in-time'
import { beginAttemptSpan } from '@/lib/gateway/call-span'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { isReplaced } from '@/lib/gateway/is-replaced'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import { learnOfCanary } from '@/lib/gateway/learn-of-canary'
import { spendRetries } from '@/lib/gateway/spend-retries'
import { tellOfAccount } from '@/lib/gateway/tell-of-account'
import { healthKey } from '@/lib/health/edge-health'
import { slowMs } from '@/lib/health/fading-mean'
import { countHedge, countHedgeCall, mayHedge } from '@/lib/health/hedge-count'
import type { Call } from '@/lib/operations/parse-call'
import type { Endpoint } from '@/lib/regions/region-map'
import { sharesKey } from '@/lib/regions/shares-key'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { type Answer, answerCall } from '@/lib/upstream/answer-call'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

type Asked = { readonly call: Call; readonly trace: CallTrace; readonly dependencies: Dependencies }

/** Tries a plan's candidates, and lets this isolate learn from what became of each try at once. */
export async function tryPlan(
  plan: RoutePlan,
  { signal: callerSignal, onStreamEnd, ...asked }: Asked & Way,
): Promise<Answer> {
  const { call, trace, dependencies } = asked
  const { effects, keyOf, slots, suspects, health } = dependencies
  const { span } = trace
  const { requestId, receivedAt, place } = trace.caller
  const caller = trace.identity?.caller ?? ''
  const tried: AttemptRecord[] = []
  let begunAt = 0
  const retries = spendRetries(place.edge, dependencies)
  const memory = health.of(place.edge)
  memory.hedges = countHedgeCall(memory.hedges)
  const answer = await answerCall(plan.candidates, {
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
    enter: (endpoint, waitMs) => slots.enter(endpoint, { caller, waitMs, signal: callerSignal }),
    beginSpan: span && (() => beginAttemptSpan(span, dependencies)),
    mayFailOver: retries.mayFailOver,
    onAttempt: record => {
      retries.onAttempt(record)
      tried.push(record)
      begunAt = effects.now() - record.durationMs
      // At once, so that other calls need not find out for themselves.
      learn(record, { plan, ...asked, isSuspect: suspects.note(call.text, tried, effects.now()) })
    },
    hedgeAfterMs: hedgeAfter(plan, asked),
    takeHedge: () => {
      if (!mayHedge(memory.hedges)) return false
      memory.hedges = countHedge(memory.hedges)
      return true
    },
    onStreamEnd: end => {
      const last = tried.at(-1)
      // That it had begun well has been counted; that it was cut off counts as well.
      if (end.kind === 'failed' && end.code !== 'deadline_exceeded' && last) {
        const durationMs = effects.now() - begunAt
        learn({ ...last, ...cutOff, durationMs }, { plan, ...asked, isSuspect: false })
      }
      onStreamEnd(end)
    },
  })
  trace.answer = record(answer, trace)
  if (answer.result.kind === 'answered' && answer.result.body instanceof ReadableStream)
    trace.firstContentMs = effects.now() - receivedAt
  return trace.answer
}

// What its headers said of limits was learned when they came.
const cutOff = { outcome: 'failed', firstContentMs: undefined, headroom: undefined } as const

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
  if (trace.admission?.plan.hedge !== true || !call.stream || call.mayAct || first === undefined)
    return undefined
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
  if (candidate === undefined || isReplaced(candidate.endpoint, health)) return
  const key = healthKey(candidate.endpoint, record.model)
  const memory = health.of(trace.caller.place.edge)
  const now = effects.now()
  tellOfAccount(record, { endpoint: candidate.endpoint, memory, now, writeLog: dependencies.writeLog })
  const sharingKey = record.failure?.isSpent ? sharersOf(candidate.endpoint, trace) : []
  learnFromTry(memory, record, { key, now, dice: random(), isSuspect, sharingKey })
  learnOfCanary(record, { trace, candidate, key, isSuspect, dependencies })
}

function sharersOf(endpoint: Endpoint, { view }: CallTrace): readonly string[] {
  const all = [...(view?.value.endpoints.values() ?? [])]
  return all.filter(each => sharesKey(each, endpoint)).map(({ id }) => id)
}
