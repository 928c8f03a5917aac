import { estimateTokens } from '@/lib/access/estimate-tokens'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { logLost } from '@/lib/telemetry/log-lost'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

/**
 * Gives back what a call holds of its caller's limits and counts the tokens that it really used. Begun as soon as the call
 * is over, so that a caller's next call finds the room; a second time does nothing.
 */
export async function settleCall(trace: CallTrace, end: StreamEnd | undefined, dependencies: Dependencies) {
  const { admission } = trace
  if (admission?.verdict.kind !== 'admitted') return
  const { reservation } = admission.verdict
  const tokens = usedTokens(trace, end)
  if (admission.counter !== 'shared')
    return dependencies.limiter.settle(reservation, tokens, dependencies.effects.now())
  try {
    await dependencies.admission?.settle(reservation, tokens)
  } catch (error) {
    dependencies.unsettled.add(reservation, tokens)
    logLost(error, { event: 'settlement-lost', writeLog: dependencies.writeLog })
  }
}

function usedTokens({ answer, call }: CallTrace, end: StreamEnd | undefined): number {
  if (call === undefined || answer?.result.kind !== 'answered') return 0
  const told = end === undefined ? answer.result.totalTokens : end.progress.totalTokens
  if (told !== undefined) return told
  const prompt = estimateTokens({ ...call.request, max_tokens: null, max_completion_tokens: null })
  return prompt + (end?.progress.contentEvents ?? 0)
}
