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
import { codeOf } from '@/lib/gateway/record-call'
import { recordEnded, restMs } from '@/lib/gateway/record-ended'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { settleHere, usedBy } from '@/lib/gateway/settle-call'

type Served = { readonly trace: CallTrace; readonly dependencies: Dependencies }

/** Puts our headers on a response, and leaves what can wait until it has gone out for then. */
export function finishCall(response: Response, { trace, dependencies }: Served): Response {
  const { background, effects } = dependencies
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

// What others wait for comes at once: the caller's room, and the answer.
async function endCall(trace: CallTrace, { dependencies, ...outcome }: Outcome): Promise<void> {
  const { ended, resting, nearness, effects } = dependencies
  const end = await trace.streamEnd
  const endedAt = effects.now()
  trace.leave?.()
  const keeping = Promise.all([
    keepAnswer(trace, end, dependencies),
    settleOnce(trace, end, dependencies),
    rememberAnswer(trace, end, dependencies),
  ])
  // Told of below; until then nobody waits for it.
  keeping.catch(() => {})
  const account = await accountCall(trace, { end, endedAt, status: outcome.status, dependencies })
  settleHere(trace, account, dependencies)
  // What is not counted yet cannot be put right.
  await trace.admission?.counting
  const call: EndedCall = { trace, account, end, endedAt, ...outcome }
  ended.push(call)
  const held = heldRoom(trace)
  if (held !== undefined && !nearness.isFar(held.caller, effects.now())) await recordEnded(dependencies)
  else if (held !== undefined) resting.add(held, usedBy(account))
  await new Promise<void>(resolve => {
    effects.startTimer(restMs, resolve)
  })
  await Promise.all([
    keeping,
    recordEnded(dependencies, call),
    refresh(trace.caller.place.edge, dependencies),
  ])
}

// Once for all that are over at about the same time.
async function refresh(edge: string, dependencies: Dependencies): Promise<void> {
  const memory = dependencies.health.of(edge)
  const now = dependencies.effects.now()
  if (now - memory.refreshedAt < restMs) return
  memory.refreshedAt = now
  await refreshKnowledge(edge, dependencies)
}

// What its caller's next call may lack.
function heldRoom({ admission }: CallTrace): Reservation | undefined {
  if (admission?.verdict.kind !== 'admitted' || admission.counter !== 'shared') return undefined
  return admission.verdict.reservation
}
