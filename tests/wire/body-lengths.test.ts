import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callLine, callLines } from './support/call-lines'
import { callText } from './support/call-text'
import { callsOf } from './support/calls-of'
import { exceptUnread } from './support/except-unread'
import { openRaw, type RawConnection } from './support/open-raw'
import { chatBody, chatPath } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const limit = 4 * 1024 * 1024
const pieceBytes = 65_536
const body = JSON.stringify(chatBody())
const calls = () => callsOf(stand.world.endpoint('sin'))
const credential = 'authorization: Bearer sk-of-the-caller\r\n'
const chunk = `${pieceBytes.toString(16)}\r\n${'x'.repeat(pieceBytes)}\r\n`

function chunkedHead(headers: string): string {
  const lines = `content-type: application/json\r\ntransfer-encoding: chunked\r\n${headers}`
  return `POST ${chatPath} HTTP/1.1\r\nhost: x\r\n${lines}\r\n`
}

async function write(text: string): Promise<RawConnection> {
  const connection = await openRaw(stand.gateway.url)
  connection.socket.write(text)
  return connection
}

async function expectStatus({ statuses }: RawConnection, status: number): Promise<void> {
  await vi.waitFor(() => expect(statuses()).toEqual([status]), { timeout: 5000, interval: 20 })
}

/** Waits for the one line of a call that was refused for its size. */
async function refusedForSize(requestId: string): Promise<Record<string, unknown>> {
  await vi.waitFor(() => expect(callLines(stand.gateway, requestId)).toHaveLength(1), { timeout: 5000 })
  const line = await callLine(stand.gateway, requestId)
  expect(line).toMatchObject({ status: 413, code: 'request_too_large', attempts: '' })
  return line
}

// The framework's server keeps an answer back until the caller has finished: the call's line tells when it was refused.
describe('a body beyond 4 MiB', () => {
  it('that says so is refused before a byte of it has come', async () => {
    const headers = `${credential}x-request-id: announced-size\r\n`
    const connection = await write(callText({ headers, body: '', length: limit + 1 }))
    expect((await refusedForSize('announced-size')).totalMs).toBeLessThan(1000)
    connection.socket.write('x'.repeat(limit + 1))
    await expectStatus(connection, 413)
    connection.socket.destroy()
    expect(calls()).toEqual([])
  })

  it('that does not say so is refused as soon as it is', async () => {
    const headers = `${credential}x-request-id: silent-size\r\n`
    const connection = await write(chunkedHead(headers) + chunk.repeat(limit / pieceBytes))
    expect((await stand.send()).status).toBe(200)
    expect(callLines(stand.gateway, 'silent-size')).toEqual([])
    connection.socket.write('1\r\nx\r\n')
    await refusedForSize('silent-size')
    connection.socket.write('0\r\n\r\n')
    await expectStatus(connection, 413)
    connection.socket.destroy()
    expect(calls()).toHaveLength(1)
  })

  it.for<[string, string]>([
    ['without a credential', ''],
    ['with a credential', credential],
  ])('of 12 MB is refused %s, told or not, and no part of it is sent on', async ([, headers], context) => {
    exceptUnread(context)
    const told = await write(callText({ headers, body: 'x'.repeat(12e6) }))
    const untold = await write(`${chunkedHead(headers)}${chunk.repeat(184)}0\r\n\r\n`)
    for (const connection of [told, untold]) {
      await expectStatus(connection, 413)
      await vi.waitFor(() => expect(connection.received()).toContain('"code":"request_too_large"'))
      connection.socket.destroy()
    }
    expect(calls()).toEqual([])
  })

  it.for<[string, string]>([
    ['without a credential', ''],
    ['with a credential', credential],
  ])('is not cut to a call that could be sent on, %s', async ([, headers], context) => {
    exceptUnread(context)
    // What the framework lets through of it would be a valid call.
    const padded = body + ' '.repeat(12e6)
    const connection = await write(callText({ headers, body: padded }))
    await expectStatus(connection, 413)
    connection.socket.destroy()
    expect(calls()).toEqual([])
  })
})

describe.each([
  ['without a credential', ''],
  ['with a credential', credential],
])('a body %s', (_, headers) => {
  it('that is longer than its content-length is not read beyond it', async () => {
    const connection = await write(callText({ headers, body, length: Buffer.byteLength(body) - 1 }))
    await vi.waitFor(() => expect(connection.isClosed()).toBe(true), { timeout: 5000 })
    expect(new Set(connection.statuses())).toEqual(new Set([400]))
    expect(calls()).toEqual([])
  })

  it('that ends before its content-length is not sent on', async () => {
    const connection = await write(callText({ headers, body, length: Buffer.byteLength(body) + 9 }))
    connection.socket.end()
    await vi.waitFor(() => expect(connection.isClosed()).toBe(true), { timeout: 5000 })
    expect(connection.statuses().filter(status => status < 400)).toEqual([])
    expect(calls()).toEqual([])
  })

  it('in pieces of one byte each is taken', async () => {
    const pieces = [...Buffer.from(body)].map(byte => Buffer.from([0x31, 13, 10, byte, 13, 10]))
    const connection = await write(chunkedHead(headers))
    for (const piece of pieces) connection.socket.write(piece)
    connection.socket.write('0\r\n\r\n')
    await expectStatus(connection, 200)
    connection.socket.destroy()
    expect(calls().map(({ bodyText }) => bodyText)).toEqual([body.replace('gpt-4.1', 'gpt-4-1-prod')])
  })
})

describe('a body of which two lengths are told', () => {
  it.each([
    ['content-length and transfer-encoding', 'content-length: 4\r\ntransfer-encoding: chunked\r\n'],
    ['transfer-encoding and content-length', 'transfer-encoding: chunked\r\ncontent-length: 4\r\n'],
    ['two content-lengths', 'content-length: 4\r\ncontent-length: 5\r\n'],
    ['two transfer-encodings', 'transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n'],
    ['a transfer-encoding that nobody knows', 'transfer-encoding: xchunked\r\n'],
    ['a length of half a byte', 'content-length: 4.5\r\n'],
    ['a length below nothing', 'content-length: -4\r\n'],
    ['a length with a sign', 'content-length: +4\r\n'],
  ])('gets one answer, 400, and what is hidden behind it none: %s', async (_, lengths) => {
    const head = `POST ${chatPath} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${lengths}`
    const hidden = callText({ headers: 'x-request-id: hidden-request\r\n' })
    const connection = await write(`${head}\r\n0\r\n\r\n${hidden}`)
    await vi.waitFor(() => expect(connection.isClosed()).toBe(true), { timeout: 5000 })
    expect(connection.statuses()).toEqual([400])
    expect(calls()).toEqual([])
  })
})
