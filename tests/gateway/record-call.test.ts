import { describe, expect, it } from 'vitest'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { recordCall } from '@/lib/gateway/record-call'
import { ApiError } from '@/lib/openai/api-error'
import type { Answer } from '@/lib/upstream/answer-call'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildCall } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'

async function record(fill: (trace: CallTrace) => void, status = 200) {
  const world = buildDependencies()
  const trace = beginTrace(buildRequest(), world.dependencies)
  fill(trace)
  const end = await trace.streamEnd
  const { effects } = world.dependencies
  const over = { account: undefined, end, endedAt: effects.now(), status, responseMs: 9 }
  recordCall({ trace, ...over }, world.dependencies)
  return world.logged
}

const exhausted: Answer = {
  attempts: [],
  candidate: undefined,
  result: { kind: 'exhausted', error: new ApiError('upstream_timeout', 'No.') },
}

describe('the line of a call', () => {
  it('has the code of a refusal', async () => {
    const [line] = await record(trace => {
      trace.error = new ApiError('invalid_json', 'No.')
    }, 400)
    expect(line).toMatchObject({ level: 'info', line: { event: 'call', status: 400, code: 'invalid_json' } })
  })

  it('has the code of a failure of all', async () => {
    const [line] = await record(trace => {
      trace.answer = exhausted
    }, 504)
    expect(line?.line).toMatchObject({ status: 504, code: 'upstream_timeout' })
  })

  it.each<[StreamEnd, Readonly<Record<string, unknown>>]>([
    [
      { kind: 'complete', progress: untouched },
      { end: 'complete', code: undefined },
    ],
    [
      { kind: 'abandoned', progress: untouched },
      { end: 'abandoned', code: undefined },
    ],
    [
      { kind: 'failed', code: 'upstream_stalled', progress: untouched },
      { end: 'failed', code: 'upstream_stalled' },
    ],
  ])('has how a stream ended: %j', async (end, expected) => {
    const [line] = await record(trace => {
      trace.streamEnd = Promise.resolve(end)
    })
    expect(line?.line).toMatchObject(expected)
  })

  it('has no model that was never looked for', async () => {
    const [line] = await record(trace => {
      trace.call = buildCall({ model: 'CANARY' })
      trace.error = new ApiError('model_not_found', 'No.')
    }, 404)
    expect(line?.line.model).toBeUndefined()
  })

  it('is one, and another says where it happened where nobody foresaw the error', async () => {
    const lines = await record(trace => {
      trace.error = new RangeError('CANARY')
    }, 500)
    expect(lines).toMatchObject([
      { level: 'info', line: { event: 'call', code: 'internal_error' } },
      { level: 'error', line: { event: 'unexpected-error', name: 'RangeError' } },
    ])
    expect(JSON.stringify(lines)).not.toContain('CANARY')
  })

  it.each(['text', 7, null, { message: 'CANARY' }])('is written where %j was thrown', async thrown => {
    const lines = await record(trace => {
      trace.error = thrown
    }, 500)
    expect(lines[0]?.line).toMatchObject({ event: 'call', code: 'internal_error' })
    expect(lines[1]?.line).toMatchObject({ event: 'unexpected-error', name: typeof thrown, stack: [] })
  })
})
