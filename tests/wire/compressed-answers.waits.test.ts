import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { gatewayHostName } from '../world/gateway-host'
import { callLine } from './support/call-lines'
import { done, event, finish, jsonType, piece, rawAnswer, streamType } from './support/raw-answers'
import { eventData, streamedText } from './support/read-events'
import { chatBody, sendTo } from './support/send-to'
import { answerOfFra, headText, type RawStand, say, startRawStand } from './support/start-raw-stand'

let stand: RawStand
beforeAll(async () => {
  stand = await startRawStand()
})
afterAll(() => stand.close())

const megabyte = 1024 * 1024
const stream = piece('Chào') + finish + done

function compressed(type: string, { bytes, coding = 'gzip' }: { bytes: Buffer; coding?: string }) {
  return say(
    headText([type, `content-encoding: ${coding}`, 'connection: close', `content-length: ${bytes.length}`]),
    bytes,
  )
}

/** Runs something and gives by how many bytes the memory of the gateway grew meanwhile at most. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const memory = () => {
    const status = readFileSync(`/proc/${stand.gateway.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
  }
  const before = memory()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, memory())
  }, 5)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return most - before
}

describe('an answer that comes compressed though nobody asked for that', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('by %s is passed on as it was before', async (coding, compress) => {
    stand.raw.play(compressed(jsonType, { bytes: compress(rawAnswer), coding }))
    const plain = await stand.send()
    expect(plain.text).toBe(rawAnswer)
    stand.raw.play(compressed(streamType, { bytes: compress(stream), coding }))
    const streamed = await stand.send({ stream: true })
    expect(streamed.text).toBe(stream)
    for (const { headers, text } of [plain, streamed]) {
      expect(headers.get('content-encoding')).toBeNull()
      // Where there is one, it is that of what the caller gets.
      expect([null, String(Buffer.byteLength(text))]).toContain(headers.get('content-length'))
    }
  })
})

describe('where the first endpoint sends what is called gzip and is none, the next one answers', () => {
  const types = { plain: jsonType, streamed: streamType }
  const isStream = (kind: 'plain' | 'streamed') => ({ stream: kind === 'streamed' })

  it.each(['plain', 'streamed'] as const)('where it says how much it is: %s', async kind => {
    stand.raw.play(compressed(types[kind], { bytes: Buffer.from('no gzip at all') }))
    const reply = await stand.send(isStream(kind))
    expect(reply.text).toContain('fra')
    await stand.expectTries(reply, 'raw;truncated, fra;200')
  })

  it.each(['plain', 'streamed'] as const)('where a part is missing: %s', async kind => {
    // The clients of Node take half a gzip for all of it.
    const isTaken = kind === 'plain' && ['next', 'node'].includes(gatewayHostName())
    const label = isTaken ? 'invalid' : 'truncated'
    const whole = gzipSync(kind === 'plain' ? rawAnswer : stream)
    stand.raw.play(compressed(types[kind], { bytes: whole.subarray(0, whole.length / 2) }))
    const reply = await stand.send(isStream(kind))
    expect(reply.text).toContain('fra')
    await stand.expectTries(reply, `raw;${label}, fra;200`)
  })

  // The platform's own client may read on for ever then, even where it is told to stop.
  it('within forty seconds where its end is that of the connection', async () => {
    stand.raw.play((socket, request) => {
      const type = request.includes('"stream":true') ? streamType : jsonType
      socket.end(`${headText([type, 'content-encoding: gzip'])}no gzip at all`)
    })
    const ids: string[] = []
    const begin = (changes: object) => {
      const id = crypto.randomUUID()
      ids.push(id)
      return sendTo(stand.gateway.url, {
        headers: { ...stand.freshEdge(), 'x-request-id': id },
        body: chatBody(changes),
        signal: AbortSignal.timeout(40_000),
      })
    }
    const calls = Array.from({ length: 8 }, () => [begin({}), begin({ stream: true })])
    const replies = await Promise.all(calls.flat().map(call => call.catch(() => undefined)))
    expect(replies.map(reply => reply?.text ?? 'nothing')).toEqual(
      replies.map(() => expect.stringContaining('fra')),
    )
    // Whatever becomes of a call, it ends.
    await Promise.all(ids.map(id => callLine(stand.gateway, id)))
  })
})

describe('an answer that is small and becomes large', () => {
  it('is not taken beyond 8 MiB, and takes little memory', async () => {
    const text = Buffer.from(rawAnswer.replace('Chào', 'x'.repeat(64 * megabyte)))
    stand.raw.play(compressed(jsonType, { bytes: gzipSync(text) }))
    await stand.send()
    const growth = await growthDuring(async () => {
      const reply = await stand.send()
      expect(reply.json).toMatchObject({ choices: [{ message: { content: answerOfFra } }] })
      await stand.expectTries(reply, 'raw;invalid, fra;200')
    })
    expect(growth).toBeLessThan(64 * megabyte)
    const alone = await stand.send({}, { 'x-route-to': 'raw' })
    expect([alone.status, alone.json]).toMatchObject([502, { error: { code: 'upstream_invalid_response' } }])
  })

  it('within one event ends the stream', async () => {
    const bytes = gzipSync(piece('Chào') + piece('x'.repeat(64 * megabyte)) + finish + done)
    stand.raw.play(compressed(streamType, { bytes }))
    const growth = await growthDuring(async () => {
      const reply = await stand.send({ stream: true })
      expect(streamedText(reply.text)).toBe('Chào')
      expect(eventData(reply.text).at(-1)).toContain('upstream_event_too_large')
      expect(reply.text).not.toContain('[DONE]')
      await stand.expectTries(reply, 'raw;200')
    })
    expect(growth).toBeLessThan(64 * megabyte)
  })

  it('within many events ends the stream after 50 MiB', async () => {
    const bytes = gzipSync(
      event({ choices: [{ index: 0, delta: { content: 'x'.repeat(65_536) } }] }).repeat(1024),
    )
    stand.raw.play(compressed(streamType, { bytes }))
    const growth = await growthDuring(async () => {
      const reply = await stand.send({ stream: true })
      expect(reply.text.length).toBeGreaterThan(45 * megabyte)
      expect(reply.text.length).toBeLessThan(51 * megabyte)
      expect(eventData(reply.text).at(-1)).toContain('upstream_event_too_large')
      await vi.waitFor(() => expect(stand.raw.openCalls()).toBe(0))
    })
    expect(growth).toBeLessThan(64 * megabyte)
  })
})
