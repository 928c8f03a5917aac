import { describe, expect, it } from 'vitest'
import { eventAnswer } from '../support/event-answer'
import { geminiEnd, geminiPart } from '../support/gemini-events'
import { messageBlock, messageDelta, messageStart, messageStop, messageText } from '../support/message-events'
import { nextTurn } from '../support/next-turn'
import { translate } from '../support/translate'
import { createUpstreamBody } from '../support/upstream-body'

const dialects = ['anthropic', 'google'] as const
const stream = {
  anthropic: {
    opening: [messageStart],
    word: (text: string) => messageText(0, text),
    end: [messageDelta(), messageStop],
  },
  google: { opening: [], word: (text: string) => geminiPart({ text }), end: [geminiEnd()] },
} as const

/** Reads a translated stream until it has said something. */
function createListener(body: ReadableStream<Uint8Array<ArrayBuffer>> | null) {
  if (body === null) throw new Error('There is no stream.')
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const heard = { text: '' }
  return {
    heard,
    reader,
    async until(said: string) {
      while (!heard.text.includes(said)) {
        const { done, value } = await reader.read()
        if (done) return
        heard.text += decoder.decode(value, { stream: true })
      }
    },
  }
}

describe.each(dialects)('a translated stream of %s', dialect => {
  const { opening, word, end } = stream[dialect]

  it('is passed on as it comes, word by word', async () => {
    const body = createUpstreamBody(...opening, word('first'))
    const listener = createListener(
      (await translate({ stream: true }, dialect, eventAnswer(body)).response).body,
    )
    await listener.until('first')
    expect(listener.heard.text).toContain('"content":"first"')
    body.push(word('second'))
    await listener.until('second')
    expect(listener.heard.text).not.toContain('[DONE]')
    body.push(...end)
    body.close()
    await listener.until('[DONE]')
    expect(listener.heard.text).toMatch(/data: \[DONE\]\n\n$/)
  })

  it('is understood whatever its pieces', async () => {
    const bytes = new TextEncoder().encode([...opening, word('Chào buổi sáng 🌏'), ...end].join(''))
    const body = createUpstreamBody()
    for (const byte of bytes) body.push(new Uint8Array([byte]))
    body.close()
    const { response } = translate({ stream: true }, dialect, eventAnswer(body))
    expect(await (await response).text()).toContain('"content":"Chào buổi sáng 🌏"')
  })

  it('is read no faster than the caller reads', async () => {
    const words = Array.from({ length: 500 }, (_, at) => word(`word-${at}`))
    const body = createUpstreamBody(...opening, ...words)
    const listener = createListener(
      (await translate({ stream: true }, dialect, eventAnswer(body)).response).body,
    )
    await listener.until('word-0')
    for (let turn = 0; turn < 200; turn++) await nextTurn()
    expect(body.taken).toBeLessThan(100)
  })

  it('ends the request’s body where the caller wants no more', async () => {
    const body = createUpstreamBody(...opening, word('first'))
    const listener = createListener(
      (await translate({ stream: true }, dialect, eventAnswer(body)).response).body,
    )
    await listener.until('first')
    await listener.reader.cancel()
    for (let turn = 0; turn < 200 && !body.isCancelled; turn++) await nextTurn()
    expect(body.isCancelled).toBe(true)
  })

  it('breaks with the connection, and does not look finished', async () => {
    const body = createUpstreamBody(...opening, word('first'))
    const listener = createListener(
      (await translate({ stream: true }, dialect, eventAnswer(body)).response).body,
    )
    await listener.until('first')
    body.fail(new TypeError('terminated'))
    await expect(listener.until('[DONE]')).rejects.toThrow()
    expect(listener.heard.text).not.toContain('"finish_reason":"')
  })

  it('breaks with the caller’s signal', async () => {
    const body = createUpstreamBody(...opening, word('first'))
    const { caller, response } = translate({ stream: true }, dialect, eventAnswer(body))
    const listener = createListener((await response).body)
    await listener.until('first')
    caller.abort()
    await expect(listener.until('[DONE]')).rejects.toThrow()
  })

  it('may be longer than a plain answer', async () => {
    // A model that thinks and says 128,000 tokens, each an event of its own, comes to more than 8 MiB.
    const word64 = word('x'.repeat(64 * 1024))
    const body = createUpstreamBody(...opening, ...Array.from({ length: 160 }, () => word64), ...end)
    body.close()
    const { response } = translate({ stream: true }, dialect, eventAnswer(body))
    expect((await (await response).text()).endsWith('data: [DONE]\n\n')).toBe(true)
  })
})

it('a thought is passed on as it comes as well', async () => {
  const thinking = messageBlock(
    0,
    { type: 'thinking', thinking: '', signature: '' },
    { type: 'thinking_delta', thinking: 'Hm.' },
  )
  const body = createUpstreamBody(messageStart, thinking)
  const listener = createListener(
    (await translate({ stream: true }, 'anthropic', eventAnswer(body)).response).body,
  )
  await listener.until('Hm.')
  expect(listener.heard.text).toContain('"reasoning_content":"Hm."')
})
