import { createOutbox } from '@/lib/stores/create-outbox'
import { postText } from '@/lib/stores/post-text'
import { otlpRequest } from '@/lib/telemetry/otlp-request'
import type { Outbox } from '@/lib/telemetry/outbox'
import type { SpanAttributes } from '@/lib/telemetry/span'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { Effects } from '@/lib/upstream/effects'

type TraceCollector = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly resource: SpanAttributes
}

type Options = Effects & { readonly writeLog: WriteLog }

/** An outbox of spans, as `otlpSpan` writes them. */
export function createTraceOutbox(
  { url, headers, resource }: TraceCollector,
  { writeLog, ...effects }: Options,
): Outbox {
  return createOutbox({
    ...effects,
    writeLog,
    event: 'spans-lost',
    post: spans =>
      postText(
        {
          url,
          headers: { ...headers, 'content-type': 'application/json' },
          body: otlpRequest(spans, resource),
        },
        effects,
      ),
  })
}
