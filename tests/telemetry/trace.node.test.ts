import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import * as standIn from '@/lib/telemetry/trace'

// What the framework does with the package, as it is installed.
const require = createRequire(import.meta.url)
const tracer = readFileSync(require.resolve('next/dist/esm/server/lib/trace/tracer.js'), 'utf8')
const api = require('next/dist/compiled/@opentelemetry/api')

const objects: Readonly<Record<string, object>> = {
  trace: standIn.trace,
  context: standIn.context,
  propagation: standIn.propagation,
}

describe('what stands in for OpenTelemetry', () => {
  it('has everything that the framework takes of the package', () => {
    const taken = /const \{ ([\w, ]+) \} = api;/.exec(tracer)?.[1]?.split(', ') ?? []
    const asked = [...tracer.matchAll(/\bapi\.(\w+)/g)].map(([, name = '']) => name)
    expect(taken).toContain('trace')
    for (const name of [...taken, ...asked]) expect(Object.keys(standIn)).toContain(name)
  })

  it.each(Object.keys(objects))('has everything that the framework asks of `%s`', name => {
    const asked = [...tracer.matchAll(new RegExp(`(?<![\\w.'"])${name}\\.(\\w+)\\(`, 'g'))]
    expect(asked.length).toBeGreaterThan(0)
    for (const [, member = ''] of asked) expect(Object.keys(objects[name] ?? {})).toContain(member)
  })

  it('tells the framework that nobody takes its spans', () => {
    expect(standIn.trace.getTracerProvider().getDelegate().constructor.name).toBe('NoopTracerProvider')
    expect(tracer).toContain("!== 'NoopTracerProvider'")
    expect(standIn.trace.getSpan()).toBeUndefined()
  })

  it('runs what is to be run within a span or a context, with what it is given', () => {
    const { startActiveSpan } = standIn.trace.getTracer()
    expect(startActiveSpan('a', { attributes: {} }, (span: unknown) => ['ran', span])).toEqual([
      'ran',
      standIn.trace.getTracer().startSpan(),
    ])
    expect(standIn.context.with({}, (...given) => given, undefined, 1, 2)).toEqual([1, 2])
  })

  it('counts states and kinds as the package does', () => {
    expect(standIn.SpanStatusCode).toEqual(numbersOf(api.SpanStatusCode))
    expect(standIn.SpanKind).toEqual(numbersOf(api.SpanKind))
  })
})

function numbersOf(names: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(names).filter(([, value]) => typeof value === 'number'))
}
