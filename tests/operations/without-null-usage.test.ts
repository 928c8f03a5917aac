import { describe, expect, it } from 'vitest'
import { withoutNullUsage } from '@/lib/operations/without-null-usage'

const edit = (text: string) => new TextDecoder().decode(withoutNullUsage(new TextEncoder().encode(text)))

describe('a usage that is null', () => {
  it.each([
    ['data: {"id":"a","choices":[],"usage":null}\n\n', 'data: {"id":"a","choices":[]}\n\n'],
    ['data: {"id": "a", "usage": null, "choices": []}\r\n\r\n', 'data: {"id": "a", "choices": []}\r\n\r\n'],
    ['data: {"x":",","usage":null}\n\n', 'data: {"x":","}\n\n'],
  ])('is taken out: %j', (event, without) => {
    expect(edit(event)).toBe(without)
  })
})

describe('an event stays as it is, to the byte,', () => {
  it.each([
    'data: {"choices":[{"delta":{"content":",\\"usage\\":null}"}}]}\n\n',
    'data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n',
    'data: {"choices":[],"usage":nullable}\n\n',
    'data: [DONE]\n\n',
    ': "usage"\n\n',
  ])('%j', event => {
    const bytes = new TextEncoder().encode(event)
    expect(withoutNullUsage(bytes)).toBe(bytes)
  })

  it('also where it is no text', () => {
    const bytes = new Uint8Array([255, 254, 10, 10])
    expect(withoutNullUsage(bytes)).toBe(bytes)
  })
})
