import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildMean, buildModelHealth } from '../support/build-health'
import { buildRequest } from '../support/build-request'
import { start } from '../support/fake-effects'
import { eventStream, wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { rowOf } from '../support/upstream-endpoint'

const models = { catalogue: { 'gpt-4.1': { fallbacks: ['o3'] } } }
const streaming = () => ({ headers: eventStream, body: createUpstreamBody(...wholeStream) })

const chat = () => buildRequest({ body: callBody({ stream: true }) })

/** Serves a stream whose first endpoint is usually quick and this time 3 s late, by a plan that may ask a second. */
async function serve(endpoints: Readonly<Record<string, unknown>>, request = chat) {
  const { dependencies, effects } = buildDependencies({
    models,
    document: mapDocument({ endpoints }),
    plans: { anonymous: { hedge: true } },
    answers: { sin: { afterMs: 3000, reply: streaming() }, nrt: streaming() },
  })
  const memory = dependencies.health.of('sin1')
  memory.models.set('sin|gpt-4.1', buildModelHealth({ firstContent: buildMean(100, { at: start }) }))
  // Enough calls before this one that one of them may be asked twice.
  memory.hedges = { calls: 100, hedges: 0 }
  const { value } = await effects.outcome(handleCall(request(), dependencies))
  return [value.headers.get('x-model-used'), effects.calls.map(({ endpoint }) => endpoint)]
}

describe('a stream that is late', () => {
  it('is asked of a second endpoint of its model', async () => {
    const both = { sin: rowOf('sin', { models: ['gpt-4.1'] }), nrt: rowOf('nrt', { models: ['gpt-4.1'] }) }
    expect(await serve(both)).toEqual(['gpt-4.1', ['sin', 'nrt']])
  })

  it('is not asked of a second where the first may act', async () => {
    const tools = [{ type: 'mcp', server_label: 'mail' }]
    const acting = () =>
      buildRequest({
        path: '/v1/responses',
        body: JSON.stringify({ model: 'gpt-4.1', input: 'Send it.', tools, stream: true }),
      })
    const both = { sin: rowOf('sin', { models: ['gpt-4.1'] }), nrt: rowOf('nrt', { models: ['gpt-4.1'] }) }
    expect((await serve(both, acting)).at(-1)).toEqual(['sin'])
  })

  it('is not asked of another model, which stands in only where the model itself cannot be had', async () => {
    const each = { sin: rowOf('sin', { models: ['gpt-4.1'] }), nrt: rowOf('nrt', { models: ['o3'] }) }
    expect(await serve(each)).toEqual(['gpt-4.1', ['sin']])
  })
})
