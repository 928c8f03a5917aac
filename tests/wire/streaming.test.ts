import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { median } from '../support/median'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { itWhereTold } from './support/it-where-told'
import { eventData, streamedText } from './support/read-events'
import { beginAt, chatBody, sendTo } from './support/send-to'
import { type Scripted, startScripted, writeTo } from './support/start-scripted'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
let scripted: Scripted
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
  scripted = await startScripted()
})
beforeEach(() => stand.world.reset())
afterAll(() => Promise.all([stand.close(), scripted.close()]))

const event = (content: string) => `data: {"choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`
const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

describe('an event', () => {
  it.each(['/v1/chat/completions', '/api/v1/chat/completions'])(
    'is at the caller within 20 ms of when it would be without a gateway, at %s',
    async path => {
      let moments: number[] = []
      scripted.play(async response => {
        moments = []
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for (let at = 0; at < 20; at++) {
          await setTimeout(100)
          moments.push(performance.now())
          await writeTo(response, event(String(at)))
        }
        response.end(end)
      })
      const delaysAt = async (url: string) => {
        const response = await beginAt(url, { path, body: chatBody({ stream: true }) })
        const delays: number[] = []
        const decoder = new TextDecoder()
        for await (const chunk of response.body ?? [])
          for (const [, at] of decoder.decode(chunk).matchAll(/"content":"(\d+)"/g))
            delays.push(performance.now() - (moments[Number(at)] ?? 0))
        expect(delays).toHaveLength(20)
        return delays
      }
      const floor = median(await delaysAt(scripted.url))
      expect(median(await delaysAt(scripted.gateway.url))).toBeLessThan(floor + 20)
    },
  )
})

describe('thirty-two streams at once', () => {
  it('are whole, each with its own words', async () => {
    stand.world.endpoint('sin').set({ words: 40, tokensPerSecond: 100 })
    const sent = Array.from({ length: 32 }, (_, at) => `stream-${at}`)
    const replies = await Promise.all(
      sent.map(content => {
        const messages = [{ role: 'user', content }]
        return stand.send({ body: chatBody({ messages, stream: true }) })
      }),
    )
    const filler = Array.from({ length: 34 }, (_, at) => `word${at + 1}`).join(' ')
    const told = sent.map(each => `Hello from sin (ap-southeast-1). You said: ${each} ${filler}`)
    expect(replies.map(({ text }) => streamedText(text))).toEqual(
      told.map(each => each.split(' ').slice(0, 40).join(' ')),
    )
    expect(replies.every(({ text }) => eventData(text).at(-1) === '[DONE]')).toBe(true)
  })
})

describe('a caller that hangs up', () => {
  const aborted = () => callsOf(stand.world.endpoint('sin')).map(call => call.aborted)
  const withinASecond = { timeout: 1000, interval: 10 }

  it('in the midst of a stream ends the request to the endpoint within a second', async () => {
    stand.world.endpoint('sin').set({ words: 400, tokensPerSecond: 20 })
    const controller = new AbortController()
    const response = await beginAt(stand.gateway.url, {
      body: chatBody({ stream: true }),
      signal: controller.signal,
    })
    const reader = response.body?.getReader()
    await reader?.read()
    controller.abort()
    await vi.waitFor(() => expect(aborted()).toEqual([true]), withinASecond)
    const line = await callLine(stand.gateway, response.headers.get('x-request-id') ?? '')
    expect(line).toMatchObject({ status: 200, end: 'abandoned', attempts: 'sin;200' })
    expect(line).not.toHaveProperty('code')
  })

  itWhereTold('silent-hang-ups').each([
    ['a stream', { stream: true }, { timeToFirstTokenMs: 20_000 }],
    ['the headers of a stream', { stream: true }, { delayMs: 20_000 }],
    ['a plain answer', {}, { delayMs: 20_000 }],
  ])('before %s begins ends the request to the endpoint within a second', async (_, changes, behaviour) => {
    stand.world.endpoint('sin').set(behaviour)
    const controller = new AbortController()
    const headers = { 'x-request-id': crypto.randomUUID() }
    const asked = { headers, body: chatBody(changes), signal: controller.signal }
    const call = sendTo(stand.gateway.url, asked)
    await vi.waitFor(() => expect(aborted()).toEqual([false]))
    controller.abort()
    await expect(call).rejects.toThrow('aborted')
    await vi.waitFor(() => expect(aborted()).toEqual([true]), withinASecond)
    const line = await callLine(stand.gateway, headers['x-request-id'])
    expect(line).toMatchObject({ attempts: 'sin;abandoned', code: 'client_closed_request' })
  })
})

describe('a caller that reads slowly', () => {
  it('holds the endpoint back, and loses nothing', async () => {
    const many = 1000
    let written = 0
    scripted.play(async response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (; written < many; written++) await writeTo(response, event('x'.repeat(32_768)))
      response.end(end)
    })
    const response = await beginAt(scripted.gateway.url, { body: chatBody({ stream: true }) })
    let before = -1
    await vi.waitFor(
      () => {
        const isHeld = written > 0 && written === before
        before = written
        expect(isHeld).toBe(true)
      },
      { timeout: 5000, interval: 250 },
    )
    expect(written).toBeLessThan(many)
    const text = await response.text()
    expect(text.split('x'.repeat(32_768))).toHaveLength(many + 1)
    expect(text.endsWith(end)).toBe(true)
  })
})
