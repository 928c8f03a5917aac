/**
 * Stands in the edge functions for all of `@opentelemetry/api`, by which the framework asks at each request whether anybody
 * takes its own spans, and where nobody does says nothing further: calls are traced by this folder. It knows that by the name
 * of a class, which minifying the real one takes away, and then it makes spans that nobody reads.
 */
const root = {
  getValue: (): undefined => undefined,
  setValue: () => root,
  deleteValue: () => root,
} as const

/** A span that keeps nothing. */
const span = {
  setAttribute: () => span,
  setAttributes: () => span,
  setStatus: () => span,
  updateName: () => span,
  addEvent: () => span,
  recordException: () => {},
  end: () => {},
  isRecording: () => false,
  spanContext: () => ({ traceId: '', spanId: '', traceFlags: 0 }),
} as const

type Run = (...given: unknown[]) => unknown

export const ROOT_CONTEXT = root

export const context = {
  active: () => root,
  with: (...[, run, self, ...given]: [unknown, Run, unknown?, ...unknown[]]) => run.apply(self, given),
  bind: (_: unknown, run: unknown) => run,
} as const

export const propagation = {
  inject: () => {},
  extract: (taken: unknown) => taken,
} as const

const tracer = {
  startSpan: () => span,
  startActiveSpan: (_: string, ...given: unknown[]) => {
    const run = given.at(-1)
    return typeof run === 'function' ? run(span) : undefined
  },
} as const

export const trace = {
  getTracer: () => tracer,
  getTracerProvider: () => ({ getDelegate: () => ({ constructor: { name: 'NoopTracerProvider' } }) }),
  getSpan: (): undefined => undefined,
  setSpan: (taken: unknown) => taken,
  getSpanContext: (): undefined => undefined,
  isSpanContextValid: () => false,
} as const

export const createContextKey = Symbol.for

// Source: https://github.com/open-telemetry/opentelemetry-js-api/blob/main/src/trace/status.ts and span_kind.ts
export const SpanStatusCode = { UNSET: 0, OK: 1, ERROR: 2 } as const
export const SpanKind = { INTERNAL: 0, SERVER: 1, CLIENT: 2, PRODUCER: 3, CONSUMER: 4 } as const
