import { expect, it } from 'vitest'
import { createTraceOutbox } from '@/lib/stores/create-trace-outbox'
import { createFakeEffects } from '../support/fake-effects'

it('spans go to their collector in one request, with its headers, and what is said of the deployment', async () => {
  const effects = createFakeEffects({ collector: {} })
  const outbox = createTraceOutbox(
    {
      url: 'https://collector.example.com/v1/traces',
      headers: { 'x-key': 'k', 'content-type': 'text/plain' },
      resource: { 'service.name': 'edge' },
    },
    { ...effects, writeLog: () => {} },
  )
  await effects.outcome(
    Promise.all([outbox.put('{"spanId":"1"},{"spanId":"2"}'), outbox.put('{"spanId":"3"}')]),
  )
  const [sent, ...others] = effects.sent
  expect([sent?.url, others]).toEqual(['https://collector.example.com/v1/traces', []])
  expect(Object.fromEntries(sent?.headers ?? [])).toEqual({
    'content-type': 'application/json',
    'x-key': 'k',
  })
  const { resourceSpans } = JSON.parse(sent?.body ?? '')
  expect(resourceSpans).toHaveLength(1)
  expect(resourceSpans[0].resource.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'edge' } },
  ])
  expect(resourceSpans[0].scopeSpans[0].spans).toEqual([{ spanId: '1' }, { spanId: '2' }, { spanId: '3' }])
})

it('what is lost is told under its name', async () => {
  const lines: unknown[] = []
  const effects = createFakeEffects({ collector: { status: 401 } })
  const outbox = createTraceOutbox(
    { url: 'https://collector.example.com/v1/traces', headers: {}, resource: {} },
    { ...effects, writeLog: (_, line) => lines.push(line) },
  )
  await effects.outcome(outbox.put('{}'))
  expect(lines).toEqual([{ event: 'spans-lost', lost: 1, reason: '401' }])
})
