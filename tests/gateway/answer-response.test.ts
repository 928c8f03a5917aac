import { describe, expect, it } from 'vitest'
import { answerResponse } from '@/lib/gateway/answer-response'

describe('the response to', () => {
  it('a plain answer is that answer', async () => {
    const body = new TextEncoder().encode('{"a":1}')
    const headers = new Headers({ 'content-type': 'application/json' })
    const response = answerResponse({ kind: 'answered', headers, body }, 'openai')
    expect(response.status).toBe(200)
    expect([...response.headers]).toEqual([['content-type', 'application/json']])
    expect(await response.text()).toBe('{"a":1}')
  })

  it('a stream is not held or recoded by those in front', () => {
    const headers = new Headers({ 'content-type': 'text/event-stream' })
    const response = answerResponse({ kind: 'answered', headers, body: new ReadableStream() }, 'openai')
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
    })
  })

  it('a verdict is that verdict, which no retry can change', async () => {
    const error = { message: 'No.', type: 'invalid_request_error', param: null, code: null }
    const response = answerResponse({ kind: 'refused', status: 422, error }, 'openai')
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([422, 'false'])
    expect(await response.json()).toEqual({ error })
  })

  it('a caller that hung up is read by nobody', () => {
    expect(answerResponse({ kind: 'abandoned' }, 'openai').status).toBe(499)
  })
})
