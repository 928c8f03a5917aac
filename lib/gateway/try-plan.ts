import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { Call } from '@/lib/openai/parse-call'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { type Answer, answerCall } from '@/lib/upstream/answer-call'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

type Asked = { readonly call: Call; readonly trace: CallTrace; readonly dependencies: Dependencies }

/** Tries a plan's candidates, and lets this isolate learn from what became of each try at once. */
export async function tryPlan(plan: RoutePlan, { call, trace, dependencies }: Asked): Promise<Answer> {
  const { effects, keyOf, health } = dependencies
  const { requestId, receivedAt, place, signal } = trace.caller
  let endStream: (end: StreamEnd) => void = () => {}
  const streamEnd = new Promise<StreamEnd>(resolve => {
    endStream = resolve
  })
  const answer = await answerCall(plan.candidates, {
    call,
    sender: { requestId, edge: place.edge, country: place.country, ip: place.ip },
    effects,
    keyOf,
    callerSignal: signal,
    receivedAt,
    onStreamEnd: endStream,
  })
  trace.answer = answer
  if (answer.result.kind === 'answered' && answer.result.body instanceof ReadableStream)
    trace.streamEnd = streamEnd
  health.learnFromAttempts(place.edge, answer.attempts, effects.now())
  return answer
}
