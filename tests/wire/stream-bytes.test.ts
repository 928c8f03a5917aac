import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginAt, chatBody } from './support/send-to'
import { type Scripted, startScripted, writeTo } from './support/start-scripted'

const event = (content: string) => `data: {"choices":[{"index":0,"delta":{"content":"${content}"}}]}`
const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}'

const streams = {
  'with line feeds': `${event('Xin chào 🌏')}\n\n${event('é')}\n\n${end}\n\ndata: [DONE]\n\n`,
  'with carriage returns': `${event('Xin chào 🌏')}\r\r${event('é')}\r\r${end}\r\rdata: [DONE]\r\r`,
  'with a byte order mark': `\uFEFF${event('a')}\n\n${end}\n\ndata: [DONE]\n\n`,
  'with both': `${event('Xin chào 🌏')}\r\n\r\n${event('é')}\r\n\r\n${end}\r\n\r\ndata: [DONE]\r\n\r\n`,
  'with comments, names and ids': `: hello\n\nevent: message\nid: 7\nretry: 10\n${event('a')}\n\n: ping\n\n${end}\n\ndata: [DONE]\n\n`,
  'with data in two lines': `data: {"choices":[{"index":0,\ndata: "delta":{"content":"a"}}]}\n\n${end}\n\ndata: [DONE]\n\n`,
  'without spaces after the colon': `data:{"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n${end}\n\ndata:[DONE]\n\n`,
  'with fields yet to be invented': `data: {"choices":[{"index":0,"delta":{"reasoning":"hm"},"x":1}],"y":[2]}\n\n${end}\n\ndata: [DONE]\n\n`,
}

let scripted: Scripted
beforeAll(async () => {
  scripted = await startScripted()
})
afterAll(() => scripted.close())

async function relayed(text: string, pieceBytes: number): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  scripted.play(async response => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let at = 0; at < bytes.length; at += pieceBytes)
      await writeTo(response, bytes.subarray(at, at + pieceBytes))
    response.end()
  })
  const response = await beginAt(scripted.gateway.url, { body: chatBody({ stream: true }) })
  // As text() would take a byte order mark away.
  return Buffer.from(await response.arrayBuffer()).toString()
}

describe.each(Object.entries(streams))('a stream %s', (_, bytes) => {
  it.each([1, 2, 3, 7, 1e6])('is passed on byte for byte where it comes in pieces of %i', async pieces => {
    expect(await relayed(bytes, pieces)).toBe(bytes)
  })
})

describe('a stream', () => {
  it('ends at [DONE] whatever follows it', async () => {
    const whole = `${event('a')}\n\n${end}\n\ndata: [DONE]\n\n`
    expect(await relayed(`${whole}${event('more')}\n\n`, 5)).toBe(whole)
  })

  it('is whole by [DONE] alone, for some never give a finish reason', async () => {
    const whole = `${event('a')}\n\ndata: [DONE]\n\n`
    expect(await relayed(whole, 5)).toBe(whole)
  })
})
