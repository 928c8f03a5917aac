import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callLine, callLines } from './support/call-lines'
import { callText } from './support/call-text'
import { callsOf } from './support/calls-of'
import { openRaw, type RawConnection } from './support/open-raw'
import { chatBody } from './support/send-to'
import { type Scripted, startScripted, writeTo } from './support/start-scripted'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
let scripted: Scripted
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
  scripted = await startScripted()
})
afterAll(() => Promise.all([stand.close(), scripted.close()]))

const body = JSON.stringify(chatBody())

// With a credential the handler begins at once. Without one the framework's server first reads the body to its end, for
// the door, and it keeps each answer back until the caller has finished: the call's line tells when it was given up.
async function beginBody(requestId: string, credential = 'authorization: Bearer sk-of-the-caller\r\n') {
  const connection = await openRaw(stand.gateway.url)
  const headers = `${credential}x-request-id: ${requestId}\r\n`
  connection.socket.write(callText({ headers, body: '', length: Buffer.byteLength(body) }) + body[0])
  return connection
}

async function givenUp(requestId: string): Promise<Record<string, unknown>> {
  const written = () => expect(callLines(stand.gateway, requestId)).toHaveLength(1)
  await vi.waitFor(written, { timeout: 35_000, interval: 50 })
  return callLine(stand.gateway, requestId)
}

async function expectTold({ socket, received, statuses }: RawConnection, rest: string): Promise<void> {
  socket.write(rest)
  await vi.waitFor(() => expect(received()).toMatch(/"code":"request_timeout"/), { timeout: 5000 })
  expect(statuses()).toEqual([408])
  socket.destroy()
}

const sentBy = (requestId: string) =>
  callsOf(stand.world.endpoint('sin')).filter(({ headers }) => headers['x-request-id'] === requestId)

describe.concurrent('a caller that sends its body slowly', () => {
  it('is given up with 408 after ten silent seconds', async () => {
    const connection = await beginBody('silent-caller')
    const line = await givenUp('silent-caller')
    expect(line).toMatchObject({ status: 408, code: 'request_timeout', attempts: '' })
    expect(line.totalMs).toBeGreaterThanOrEqual(9990)
    expect(line.totalMs).toBeLessThan(20_000)
    await expectTold(connection, body.slice(1))
    expect(sentBy('silent-caller')).toEqual([])
  })

  it('is given up with 408 after thirty seconds, though a byte comes every two', async () => {
    const connection = await beginBody('dripping-caller')
    let sent = 1
    const drip = setInterval(() => connection.socket.write(body.slice(sent, ++sent)), 2000)
    const line = await givenUp('dripping-caller')
    clearInterval(drip)
    expect(line).toMatchObject({ status: 408, code: 'request_timeout', attempts: '' })
    expect(line.totalMs).toBeGreaterThanOrEqual(29_990)
    expect(line.totalMs).toBeLessThan(40_000)
    await expectTold(connection, body.slice(sent))
    expect(sentBy('dripping-caller')).toEqual([])
  })

  it('keeps nobody else waiting, a hundred at once neither', async () => {
    const slow = await Promise.all([
      ...Array.from({ length: 50 }, (_, at) => beginBody(`slow-caller-${at}`)),
      ...Array.from({ length: 50 }, (_, at) => beginBody(`slow-nobody-${at}`, '')),
    ])
    for (let call = 0; call < 10; call++) {
      const reply = await stand.send()
      expect(reply.status).toBe(200)
      expect(Number(reply.headers.get('x-response-time'))).toBeLessThan(4000)
    }
    for (const { socket } of slow) socket.destroy()
    expect((await stand.send()).status).toBe(200)
  })
})

describe.concurrent('a caller that reads nothing for more than thirty seconds', () => {
  it('gets its stream whole, for the endpoint is not to blame', async () => {
    const pieces = 800
    const event = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(32_768)}"}}]}\n\n`
    let written = 0
    scripted.play(async response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (; written < pieces; written++) await writeTo(response, event)
      response.end('data: [DONE]\n\n')
    })
    const { socket, received, statuses } = await openRaw(scripted.gateway.url)
    const headers = 'x-request-id: patient-caller\r\n'
    socket.write(callText({ headers, body: chatBody({ stream: true }) }))
    await vi.waitFor(() => expect(statuses()).toEqual([200]), { timeout: 10_000 })
    socket.pause()
    await wait(32_000)
    expect(written).toBeLessThan(pieces)
    socket.resume()
    await vi.waitFor(() => expect(received().slice(-100)).toContain('data: [DONE]'), { timeout: 20_000 })
    expect(received().split('"content":')).toHaveLength(pieces + 1)
    expect(received()).not.toContain('"error"')
    expect(await callLine(scripted.gateway, 'patient-caller')).toMatchObject({ end: 'complete' })
    socket.destroy()
  })
})
