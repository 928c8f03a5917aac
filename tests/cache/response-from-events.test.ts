import { describe, expect, it } from 'vitest'
import { responseFromEvents } from '@/lib/cache/response-from-events'
import { comment, done, event } from '../support/sse'

const told = (type: string, fields: Readonly<Record<string, unknown>> = {}) =>
  `event: ${type}\n${event(JSON.stringify({ type, ...fields }))}`
const begun = { id: 'resp_1', status: 'in_progress', output: [] }
const whole = {
  id: 'resp_1',
  status: 'completed',
  output: [{ type: 'message' }],
  usage: { input_tokens: 1, output_tokens: 2 },
}
const before =
  told('response.created', { response: begun }) + told('response.output_text.delta', { delta: 'a' })

describe('the plain response of a stream', () => {
  it.each(['response.completed', 'response.incomplete'])(
    'is what its end holds, with its usage: %s',
    type => {
      expect(responseFromEvents(before + told(type, { response: whole }))).toEqual(whole)
    },
  )

  it('is that of the last end, whatever follows', () => {
    const text =
      told('response.completed', { response: begun }) + told('response.completed', { response: whole })
    expect(responseFromEvents(text + comment + done)).toEqual(whole)
  })

  it.each<[string, string]>([
    ['no events', ''],
    ['no end', before],
    ['an end by a failure', before + told('response.failed', { response: { ...whole, status: 'failed' } })],
    ['an end without a response', before + told('response.completed')],
    ['an end with a response that is none', before + told('response.completed', { response: 'x' })],
    ['an end of another kind', before + done],
  ])('is missing where it has %s', (_, text) => {
    expect(responseFromEvents(text)).toBeUndefined()
  })
})
