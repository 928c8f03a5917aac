import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutUsage } from '@/lib/cache/without-usage'
import { comment, done, event, finish, role, wholeStream, word } from '../support/sse'

const usage = event('{"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3}}')

describe('without its usage a stream', () => {
  it('is all else, to the byte', () => {
    const others = [role, comment, word('chào'), finish(), done]
    expect(withoutUsage([...others.slice(0, 4), usage, ...others.slice(4)].join(''))).toBe(others.join(''))
  })

  it('is itself where there was none', () => {
    const pieces = fc.array(fc.constantFrom(role, comment, word('a\n\n😀'), finish(), done), {
      maxLength: 20,
    })
    fc.assert(fc.property(pieces, each => withoutUsage(each.join('')) === each.join('')))
  })

  it('keeps its usage where the same event says something else', () => {
    const last = event(
      '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":3}}',
    )
    expect(withoutUsage(word('a') + last + done)).toBe(word('a') + last + done)
  })

  it.each([
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('has lines that end in %s still', (_, end) => {
    const lines = (text: string) => text.replaceAll('\n', end)
    expect(withoutUsage(lines(word('a') + usage + done))).toBe(lines(word('a') + done))
  })

  it('may be empty', () => {
    expect(withoutUsage('')).toBe('')
    expect(withoutUsage(usage)).toBe('')
  })

  it('is whole where it was', () => {
    expect(withoutUsage(wholeStream.join('')).endsWith('data: [DONE]\n\n')).toBe(true)
  })
})
