import { otlpRequest } from '@/lib/telemetry/otlp-request'
import type { Outbox } from '@/lib/telemetry/outbox'
import { buildGateway, type Gateway } from './gateway'
import { type ExportedSpan, otlpExport } from './otlp-export'
import { type ParsedLine, parseLine } from './parse-line'

/** A gateway with a collector of spans and a database of lines, of which a test sees what they get. */
export type TracedGateway = Gateway & {
  readonly spans: () => readonly ExportedSpan[]
  readonly lines: () => readonly ParsedLine[]
  /** All that was sent to both, as text. */
  readonly written: () => string
}

const collectors = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com',
  INFLUX_URL: 'https://influx.example.com/api/v2/write',
}

/** Builds it; ids of traces and spans are counted up. */
export function buildTracedGateway({
  variables,
  ...options
}: Parameters<typeof buildGateway>[0] = {}): TracedGateway {
  const [traces, lines] = [collect(), collect()]
  let ids = 0
  const gateway = buildGateway({
    ...options,
    variables: { ...collectors, ...variables },
    outboxes: { traces, lines },
  })
  const counted = (count: number) => new Uint8Array(count).fill(++ids, count - 1)
  // The tests' own random bytes are the same each time.
  Object.assign(gateway.dependencies, { randomBytes: counted })
  return {
    ...gateway,
    spans: () =>
      traces.texts.length === 0
        ? []
        : otlpExport
            .parse(JSON.parse(otlpRequest(traces.texts, {})))
            .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    lines: () => lines.texts.map(parseLine),
    written: () => [...traces.texts, ...lines.texts].join('\n'),
  }
}

function collect(): Outbox & { readonly texts: string[] } {
  const texts: string[] = []
  return { texts, put: async text => void texts.push(text) }
}
