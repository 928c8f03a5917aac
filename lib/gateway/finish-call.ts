import { accountCall } from '@/lib/gateway/account-call'
import { alertCost } from '@/lib/gateway/alert-cost'
import { callHeaders } from '@/lib/gateway/call-headers'
import { settleOnce } from '@/lib/gateway/call-once'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { closeAccount } from '@/lib/gateway/close-account'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { exportCall } from '@/lib/gateway/export-call'
import { rememberAnswer } from '@/lib/gateway/find-followed'
import { keepAnswer } from '@/lib/gateway/keep-answer'
import { noteRefusal } from '@/lib/gateway/note-refusal'
import { type CallOutcome, codeOf, recordCall } from '@/lib/gateway/record-call'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'

type Served = { readonly trace: CallTrace; readonly dependencies: Dependencies }

/** Puts our headers on a response, and leaves what can wait until it has gone out for then. */
export function finishCall(response: Response, { trace, dependencies }: Served): Response {
  const { background, effects } = dependencies
  const { receivedAt, place } = trace.caller
  const responseMs = effects.now() - receivedAt
  for (const [name, value] of callHeaders(trace, {
    responseMs,
    environment: dependencies.environment,
    hasBoard: dependencies.board !== undefined,
  }))
    response.headers.set(name, value)
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
  noteRefusal(codeOf(trace), dependencies)
  background.keepAlive(closeCall(trace, { status: response.status, responseMs, dependencies }))
  background.defer(() => refreshKnowledge(place.edge, dependencies))
  return response
}

// Settled first and begun at once: the caller's room is free when it comes again.
async function closeCall(trace: CallTrace, outcome: Omit<CallOutcome, 'usage'>): Promise<void> {
  const { dependencies } = outcome
  const end = await trace.streamEnd
  const endedAt = dependencies.effects.now()
  trace.leave?.()
  const keeping = Promise.all([
    keepAnswer(trace, end, dependencies),
    settleOnce(trace, end, dependencies),
    rememberAnswer(trace, end, dependencies),
  ])
  const account = await accountCall(trace, { end, ...outcome })
  const exporting = exportCall(trace, { end, endedAt, usage: account?.record, ...outcome })
  const closing = closeAccount(trace, { account, end, responseMs: outcome.responseMs }, dependencies)
  await recordCall(trace, { ...outcome, usage: account?.record })
  if (account !== undefined)
    alertCost(account.record, { admission: trace.admission, writeLog: dependencies.writeLog })
  await Promise.all([closing, keeping, exporting])
}
