import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordBody } from '@/lib/cache/record-body'
import { createUpstreamBody } from '../support/upstream-body'

const most = 1000

function open(...pieces: readonly (string | Uint8Array<ArrayBuffer>)[]) {
  const source = createUpstreamBody()
  source.push(...pieces)
  return { source, ...recordBody(source.open(undefined), most) }
}

const read = (body: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(body).text()

describe('a recorded body', () => {
  it('passes as it came, and is known then', async () => {
    const { source, body, text } = open('Xin ', 'chào')
    source.close()
    expect(await read(body)).toBe('Xin chào')
    expect(text()).toBe('Xin chào')
  })

  it('is the same however its bytes are cut', async () => {
    const bytes = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 7 }), async (texts, step) => {
        const whole = new TextEncoder().encode(texts.join(''))
        const pieces = Array.from({ length: Math.ceil(whole.length / step) }, (_, at) =>
          whole.slice(at * step, (at + 1) * step),
        )
        const { source, body, text } = open(...pieces)
        source.close()
        expect(await read(body)).toBe(texts.join(''))
        expect(text()).toBe(whole.length > most ? undefined : texts.join(''))
      }),
    )
  })

  it('is known as far as it was read', async () => {
    const { body, text } = open('a', 'b', 'c')
    const reader = body.getReader()
    expect(text()).toBe('')
    await reader.read()
    await reader.read()
    expect(text()).toBe('ab')
    expect(text()).toBe('ab')
  })

  it('is read no faster than its reader reads', async () => {
    const { source, body } = open('a', 'b', 'c')
    await new Promise(resolve => setTimeout(resolve, 5))
    expect(source.taken).toBe(0)
    await body.getReader().read()
    expect(source.taken).toBe(1)
  })

  it('that is too large passes whole, and nothing is kept of it', async () => {
    const { source, body, text } = open('x'.repeat(most), 'y')
    source.close()
    expect(await read(body)).toHaveLength(most + 1)
    expect(text()).toBeUndefined()
  })

  it('that is just large enough is kept', async () => {
    const { source, body, text } = open('x'.repeat(most - 1), 'y')
    source.close()
    await read(body)
    expect(text()).toHaveLength(most)
  })

  it('breaks as its source does', async () => {
    const { source, body } = open('a')
    source.fail(new Error('broken'))
    await expect(read(body)).rejects.toThrow('broken')
  })

  it('that is given up gives its source up', async () => {
    const { source, body } = open('a')
    await body.cancel('enough')
    expect(source.isCancelled).toBe(true)
  })

  it('is not changed by a reader that writes into what it was given', async () => {
    const { body, text } = open('secret')
    const { value } = await body.getReader().read()
    value?.fill(0)
    expect(text()).toBe('secret')
  })
})
