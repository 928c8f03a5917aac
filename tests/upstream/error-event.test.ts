import { describe, expect, it } from 'vitest'
import { errorEvent, type StreamErrorCode } from '@/lib/upstream/error-event'

const textOf = (...given: Parameters<typeof errorEvent>) => new TextDecoder().decode(errorEvent(...given))
const parsed = (text: string) => JSON.parse(text.slice('data: '.length))

const codes: StreamErrorCode[] = [
  'upstream_stream_truncated',
  'upstream_stalled',
  'upstream_event_too_large',
  'deadline_exceeded',
  'upstream_error',
]

describe('the event that ends a broken stream', () => {
  it.each(codes)('is one whole event without choices: %s', code => {
    const text = textOf(code, { shape: 'openai' })
    expect(text).toMatch(/^data: [^\n]+\n\n$/)
    expect(Object.keys(parsed(text))).toEqual(['error'])
    expect(parsed(text).error).toMatchObject({ code, type: 'server_error', param: null })
  })

  it("has the endpoint's own words, without secrets", () => {
    const body = { error: { message: 'At https://gpu.example.com', type: 'overloaded_error', code: 'busy' } }
    expect(parsed(textOf('upstream_error', { shape: 'openai', body })).error).toEqual({
      message: 'At [redacted]',
      type: 'overloaded_error',
      param: null,
      code: 'busy',
    })
  })

  it.each([undefined, null, {}, 'no', { error: null }, [1]])(
    'has our words where the endpoint says %j',
    body => {
      expect(parsed(textOf('upstream_error', { shape: 'openai', body })).error.message).toBe(
        'The endpoint reported an error.',
      )
    },
  )
})

describe('to Anthropic’s clients it', () => {
  it.each(codes)('is named, since they go by its name: %s', code => {
    const text = textOf(code, { shape: 'anthropic' })
    expect(text).toMatch(/^event: error\ndata: [^\n]+\n\n$/)
    expect(parsed(text.replace('event: error\n', ''))).toMatchObject({
      type: 'error',
      error: { type: 'api_error', code, message: expect.any(String) },
    })
  })

  it("has the endpoint's own words, and its own word for what happened", () => {
    const body = { type: 'error', error: { type: 'overloaded_error', message: 'At https://gpu.example.com' } }
    const text = textOf('upstream_error', { shape: 'anthropic', body })
    expect(parsed(text.replace('event: error\n', ''))).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', message: 'At [redacted]' },
    })
  })
})
