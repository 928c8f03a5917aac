import { describe, expect, it } from 'vitest'
import { createAnswerBody } from '@/lib/hosts/answer-body'

function build() {
  const calls: string[] = []
  const body = createAnswerBody({
    resume: () => calls.push('resume'),
    onCancel: () => calls.push('cancel'),
  })
  return { ...body, calls }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('a body that is taken as a whole', () => {
  it('is what came before and after it was asked for', async () => {
    const { push, close, whole, calls } = build()
    push(Buffer.from('Xin '))
    const all = whole()
    push(Buffer.from('chào'))
    close()
    expect(text(await all)).toBe('Xin chào')
    expect(calls).toEqual(['resume'])
  })

  it('may have ended already', async () => {
    const { push, close, whole } = build()
    push(Buffer.from('all'))
    close()
    expect(text(await whole())).toBe('all')
  })

  it.each(['before', 'after'])('fails where it was cut off, %s it was asked for', async when => {
    const { push, fail, whole } = build()
    push(Buffer.from('part'))
    if (when === 'before') fail(new Error('cut'))
    const all = whole()
    fail(new Error('cut'))
    await expect(all).rejects.toThrow('cut')
  })
})

describe('a body that is taken as a stream', () => {
  it('begins with what is here already', async () => {
    const { push, close, open } = build()
    push(Buffer.from('one '))
    const reading = new Response(open()).text()
    push(Buffer.from('two'))
    close()
    expect(await reading).toBe('one two')
  })

  it('may have ended already, well or not', async () => {
    const { push, close, open } = build()
    push(Buffer.from('all'))
    close()
    expect(await new Response(open()).text()).toBe('all')
    const cut = build()
    cut.fail(new Error('cut'))
    await expect(new Response(cut.open()).text()).rejects.toThrow('cut')
  })

  it('takes nothing more once it was cancelled, and says so', async () => {
    const { push, close, fail, open, calls } = build()
    await open().cancel()
    expect(push(Buffer.from('rest'))).toBe(true)
    close()
    fail(new Error('cut'))
    expect(calls.at(-1)).toBe('cancel')
  })
})

it('what nobody asks for is held up to 64 KB, and then the sender is', () => {
  const { push } = build()
  expect(push(Buffer.alloc(60 * 1024))).toBe(true)
  expect(push(Buffer.alloc(4 * 1024))).toBe(false)
})
