import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callText } from './support/call-text'
import { openRaw, type RawConnection } from './support/open-raw'
import { chatBody, sendTo } from './support/send-to'
import { type Scripted, startScripted, writeTo } from './support/start-scripted'

let scripted: Scripted
beforeAll(async () => {
  scripted = await startScripted()
})
afterAll(() => scripted.close())

const pieceBytes = 32_768
const mostPieces = 1400
const event = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(pieceBytes)}"}}]}\n\n`
const end = 'data: [DONE]\n\n'

/** How many bytes of memory the gateway holds. */
function memory(): number {
  const status = readFileSync(`/proc/${scripted.gateway.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** Asks for a stream and reads no more of it than its headers. */
async function openUnread(): Promise<RawConnection> {
  const connection = await openRaw(scripted.gateway.url)
  connection.socket.write(callText({ body: chatBody({ stream: true }) }))
  await vi.waitFor(() => expect(connection.statuses()).toEqual([200]), { timeout: 10_000 })
  connection.socket.pause()
  return connection
}

/** Waits until nothing has been written for half a second. */
async function untilHeld(written: () => number): Promise<void> {
  let before = -1
  await vi.waitFor(
    () => {
      const isHeld = written() === before
      before = written()
      expect(isHeld).toBe(true)
    },
    { timeout: 20_000, interval: 500 },
  )
}

describe('callers that read slowly', () => {
  it('slow their endpoint down, and the memory of the gateway does not grow with the answers', async () => {
    const streams = 12
    const written = Array<number>(streams).fill(0)
    let begun = 0
    scripted.play(async response => {
      const own = begun++
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (let piece = 0; piece < mostPieces; piece++) {
        await writeTo(response, event)
        written[own] = piece + 1
      }
      response.end(end)
    })
    await sendTo(scripted.gateway.url, { body: chatBody({ stream: true }) })
    const all = () => written.reduce((sum, pieces) => sum + pieces, 0)
    const before = { memory: memory(), all: all() }
    const connections = await Promise.all(Array.from({ length: streams - 1 }, openUnread))
    await untilHeld(all)
    const answers = (streams - 1) * mostPieces * pieceBytes
    expect((all() - before.all) * pieceBytes).toBeLessThan(answers / 3)
    expect(memory() - before.memory).toBeLessThan(answers / 8)
    for (const { socket } of connections) socket.destroy()
  })
})
