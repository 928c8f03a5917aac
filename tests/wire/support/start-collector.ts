import { vi } from 'vitest'
import { type ExportedSpan, otlpExport } from '../../support/otlp-export'
import { type ParsedLine, parseLine } from '../../support/parse-line'
import { readBody } from '../../world/read-body'
import { type LoopbackServer, startLoopbackServer } from '../../world/start-loopback-server'

type Mode = 'ok' | 'error' | 'hang'

type Received = {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** A collector of spans and a database of lines in one. */
export type Collector = LoopbackServer & {
  /** The settings by which a gateway sends to it. */
  readonly environment: Readonly<Record<string, string>>
  /** Every request, in order, whatever it was answered. */
  readonly received: readonly Received[]
  mode: Mode
  /** All spans, each request read strictly. */
  spans(): readonly ExportedSpan[]
  lines(): readonly ParsedLine[]
  /** The span of a call and those of its tries, once they are here. */
  traceOf(requestId: string | null): Promise<readonly [ExportedSpan, ...ExportedSpan[]]>
}

export const otlpPath = '/otlp/v1/traces'
export const linesPath = '/api/v2/write?org=o&bucket=b'

/** Starts it. */
export async function startCollector(): Promise<Collector> {
  const received: Received[] = []
  const state: { mode: Mode } = { mode: 'ok' }
  const server = await startLoopbackServer(async (request, response) => {
    const text = await readBody(request)
    received.push({ path: request.url ?? '', headers: request.headers, text })
    if (state.mode === 'hang') return
    if (state.mode === 'error') response.writeHead(503).end('{"message":"no"}')
    else if (request.url === otlpPath)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}')
    else response.writeHead(204).end()
  })
  const url = `http://127.0.0.1:${server.port}`
  const spans = () =>
    received
      .filter(({ path }) => path === otlpPath)
      .flatMap(({ text }) => otlpExport.parse(JSON.parse(text)).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap(each => each.spans))
  return {
    ...server,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/otlp`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=secret%20of%20the%20collector',
      OTEL_SERVICE_NAME: 'gateway-of-the-tests',
      INFLUX_URL: url + linesPath,
      INFLUX_TOKEN: 'token-of-the-database',
    },
    received,
    get mode() {
      return state.mode
    },
    set mode(mode) {
      state.mode = mode
    },
    spans,
    lines: () =>
      received
        .filter(({ path }) => path === linesPath)
        .flatMap(({ text }) => text.split('\n'))
        .map(parseLine),
    traceOf: requestId =>
      vi.waitFor(
        () => {
          const all = spans()
          const call = all.find(({ attributes }) => attributes['isochrone.request_id'] === requestId)
          if (call === undefined) throw new Error(`There is no span of ${requestId}.`)
          return [call, ...all.filter(({ parentSpanId }) => parentSpanId === call.spanId)]
        },
        { timeout: 10_000, interval: 50 },
      ),
  }
}
