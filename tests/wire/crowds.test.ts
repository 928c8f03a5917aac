import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callText } from './support/call-text'
import { callsOf } from './support/calls-of'
import { countBy } from './support/count-by'
import { openRaw } from './support/open-raw'
import { chatPath } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let url = ''
beforeAll(async () => {
  access = await startAccess({ plans: { four: { concurrency: 4 } } })
  url = access.gateways[0]?.url ?? ''
})
beforeEach(() => access.world.endpoint('sin').reset())
afterAll(() => access.close())

const patient = { timeout: 20_000, interval: 20 }
const calls = () => callsOf(access.world.endpoint('sin'))

describe('a hundred calls that are written at once on one connection', () => {
  it('meet the limit of calls at once, and another key is served meanwhile', async () => {
    const crowded = await access.makeKey('four')
    const other = await access.makeKey('four')
    access.world.endpoint('sin').set({ timeToFirstTokenMs: 2000 })
    const { socket, received, statuses } = await openRaw(url)
    socket.write(callText({ headers: `authorization: Bearer ${crowded.key}\r\n` }).repeat(100))
    await vi.waitFor(() => expect(calls()).toHaveLength(4), patient)
    access.world.endpoint('sin').set({})
    expect((await access.sendAs(other.key)).status).toBe(200)
    // A server may take the calls of one connection one after the other: then they are no crowd.
    const isCrowd = statuses().length === 0
    await vi.waitFor(() => expect(statuses()).toHaveLength(100), patient)
    const expected = isCrowd ? { 200: 4, 429: 96 } : { 200: 100 }
    expect(countBy(statuses(), status => status)).toEqual(expected)
    const refusals = () => received().match(/"code":"concurrency_limit_exceeded"/g) ?? []
    await vi.waitFor(() => expect(refusals()).toHaveLength(expected[429] ?? 0), patient)
    expect(calls()).toHaveLength(expected[200] + 1)
    socket.destroy()
    expect((await access.sendAs(crowded.key)).status).toBe(200)
  })

  it('are answered in their order', async () => {
    const { key } = await access.makeKey('warm')
    const { socket, received, statuses } = await openRaw(url)
    const ids = Array.from({ length: 20 }, (_, at) => `pipelined-${at}`)
    const headers = (id: string) => `authorization: Bearer ${key}\r\nx-request-id: ${id}\r\n`
    socket.write(ids.map(id => callText({ headers: headers(id) })).join(''))
    await vi.waitFor(() => expect(statuses()).toEqual(Array(20).fill(200)), patient)
    expect([...received().matchAll(/x-request-id: (pipelined-\d+)/g)].map(([, id]) => id)).toEqual(ids)
    socket.destroy()
  })
})

describe('four hundred connections on which nothing is said', () => {
  it.each([
    ['not a word', ''],
    ['half of a head', `POST ${chatPath} HTTP/1.1\r\nhost: x\r\ncontent-`],
  ])('harm nobody: %s', async (_, begun) => {
    const { key } = await access.makeKey('warm')
    const idle = await Promise.all(Array.from({ length: 400 }, () => openRaw(url)))
    for (const { socket } of idle) socket.write(begun)
    for (let call = 0; call < 10; call++) {
      const { status, headers } = await access.sendAs(key)
      expect(status).toBe(200)
      expect(Number(headers.get('x-response-time'))).toBeLessThan(4000)
    }
    expect(idle.every(({ received }) => received() === '')).toBe(true)
    for (const { socket } of idle) socket.destroy()
    expect((await access.sendAs(key)).status).toBe(200)
  })
})
