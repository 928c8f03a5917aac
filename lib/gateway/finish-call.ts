import type { Reservation } from '@/lib/access/limits'
import { accountCall } from '@/lib/gateway/account-call'
import { callHeaders } from '@/lib/gateway/call-headers'
import { settleOnce } from '@/lib/gateway/call-once'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EndedCall } from '@/lib/gateway/ended-call'
import { rememberAnswer } from '@/lib/gateway/find-followed'
import { keepAnswer } from '@/lib/gateway/keep-answer'
import { noteRefusal } from '@/lib/gateway/note-refusal'
import { outlast } from '@/lib/gateway/outlast'
import { codeOf } from '@/lib/gateway/record-call'
import { recordEnded, restMs } from '@/lib/gateway/record-ended'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { settleHere, usedBy } from '@/lib/gateway/settle-call'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'

type Served = { readonly trace: CallTrace; readonly dependencies: Dependencies }

/** Puts our headers on a response, and leaves what can wait until it has gone out for then. */
export function finishCall(response: Response, { trace, dependencies }: Served): Response {
  const { background, effects } = dependencies
  // What came before it was all there was.
  if (trace.steps.gate === undefined) trace.mark('gate')
  const responseMs = effects.now() - trace.caller.receivedAt
  for (const [name, value] of callHeaders(trace, {
    responseMs,
    environment: dependencies.environment,
    hasBoard: dependencies.board !== undefined,
  }))
    response.headers.set(name, value)
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
  noteRefusal(codeOf(trace), dependencies)
  background.keepAlive(endCall(trace, { status: response.status, responseMs, dependencies }))
  return response
}

type Outcome = Pick<EndedCall, 'status' | 'responseMs'> & { readonly dependencies: Dependencies }

// What others wait for comes at once: the caller's room, and the answer. Whatever fails, the rest is done.
async function endCall(trace: CallTrace, { dependencies, ...outcome }: Outcome): Promise<void> {
  const { effects, writeLog } = dependencies
  const told = { requestId: trace.caller.requestId, writeLog }
  const end = await endOf(trace)
  const endedAt = effects.now()
  trace.leave?.()
  const keeping = [
    keepAnswer(trace, end, dependencies),
    settleOnce(trace, end, dependencies),
    rememberAnswer(trace, end, dependencies),
  ].map(part => outlast(part, told))
  const accounting = accountCall(trace, { end, endedAt, status: outcome.status, dependencies })
  const account = await outlast(accounting, told)
  settleHere(trace, account, dependencies)
  // What is not counted yet cannot be put right.
  await outlast(trace.admission?.counting, told)
  const call: EndedCall = { trace, account, end, endedAt, ...outcome }
  await outlast(putToRest(call, dependencies), told)
  await new Promise<void>(resolve => {
    effects.startTimer(restMs, resolve)
  })
  await Promise.all([
    ...keeping,
    outlast(recordEnded(dependencies, call), told),
    outlast(refresh(trace.caller.place.edge, dependencies), told),
  ])
}

// Where nobody knows how a stream ended it did not end well.
async function endOf(trace: CallTrace): Promise<StreamEnd | undefined> {
  try {
    return await trace.streamEnd
  } catch (error) {
    trace.error ??= error
    return { kind: 'failed', code: 'internal_error', progress: untouched }
  }
}

async function putToRest(call: EndedCall, dependencies: Dependencies): Promise<void> {
  const { ended, resting, nearness, effects } = dependencies
  ended.push(call)
  const held = heldRoom(call.trace)
  if (held !== undefined && !nearness.isFar(held.caller, effects.now())) await recordEnded(dependencies)
  else if (held !== undefined) resting.add(held, usedBy(call.account))
}

// Once for all that are over at about the same time.
async function refresh(edge: string, dependencies: Dependencies): Promise<void> {
  const memory = dependencies.health.of(edge)
  const now = dependencies.effects.now()
  if (Math.abs(now - memory.refreshedAt) < restMs) return
  memory.refreshedAt = now
  await refreshKnowledge(edge, dependencies)
}

// What its caller's next call may lack.
function heldRoom({ admission }: CallTrace): Reservation | undefined {
  if (admission?.verdict.kind !== 'admitted' || admission.counter !== 'shared') return undefined
  return admission.verdict.reservation
}
