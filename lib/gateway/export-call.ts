import { type CallOver, callResult } from '@/lib/gateway/call-result'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { pointOfCall } from '@/lib/gateway/point-of-call'
import { spansOfCall } from '@/lib/gateway/spans-of-call'
import { lineProtocol } from '@/lib/telemetry/line-protocol'
import { otlpSpan } from '@/lib/telemetry/otlp-request'

type Over = CallOver & { readonly dependencies: Dependencies }

/** Hands a call that is over to the collectors that are configured: its spans where it is sampled, and its line. */
export async function exportCall(trace: CallTrace, { dependencies, ...over }: Over): Promise<void> {
  const { traces, lines, random } = dependencies
  if (traces === undefined && lines === undefined) return
  const result = callResult(trace, over)
  await Promise.all([
    trace.span?.isSampled && traces?.put(spansOfCall(trace, result).map(otlpSpan).join(',')),
    lines?.put(lineProtocol(pointOfCall(trace, result, random()))),
  ])
}
