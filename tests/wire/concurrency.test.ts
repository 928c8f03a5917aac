import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { callText } from './support/call-text'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { itWhereTold } from './support/it-where-told'
import { openRaw } from './support/open-raw'
import { beginAt, chatBody, chatPath } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({ gateways: 2, plans: { two: { requestsPerMinute: 1000, concurrency: 2 } } })
})
afterEach(() => access.world.endpoint('sin').set({}))
afterAll(() => access.close())

const bodyOf = { stream: chatBody({ stream: true }), plain: chatBody() }

type Begun = { readonly response: Response; hangUp(): void }

async function begin(key: string, { at = 0, headers = {} } = {}): Promise<Begun> {
  const controller = new AbortController()
  const response = await beginAt(access.gateways[at]?.url ?? '', {
    headers: { authorization: `Bearer ${key}`, ...headers },
    body: bodyOf.stream,
    signal: controller.signal,
  })
  expect(response.status).toBe(200)
  return { response, hangUp: () => controller.abort() }
}

function beSlow(): void {
  access.world.endpoint('sin').set({ words: 1000, tokensPerSecond: 20 })
}

async function expectFull(key: string): Promise<void> {
  for (const at of [0, 1]) {
    const reply = await access.sendAs(key, {}, at)
    expectError(reply, { status: 429, code: 'concurrency_limit_exceeded' })
    expect(reply.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
  }
}

async function expectRoom(key: string): Promise<void> {
  await vi.waitFor(async () => expect((await access.sendAs(key)).status).toBe(200), { timeout: 3000 })
}

const written = JSON.stringify(bodyOf.plain)

/** A call whose body is on its way; the function that sends the rest. */
async function beginBody(key: string) {
  const connection = await openRaw(access.gateways[0]?.url ?? '')
  const headers = `authorization: Bearer ${key}\r\n`
  connection.socket.write(callText({ headers, body: '', length: Buffer.byteLength(written) }) + written[0])
  return { ...connection, sendRest: () => connection.socket.write(written.slice(1)) }
}

describe('where a plan allows two calls at once', () => {
  it('a third is refused at every gateway while two streams are in flight, until one is hung up', async () => {
    const { key } = await access.makeKey('two')
    beSlow()
    const streams = [await begin(key, { at: 0 }), await begin(key, { at: 1 })]
    await expectFull(key)
    streams[0]?.hangUp()
    access.world.endpoint('sin').set({})
    await expectRoom(key)
    streams[1]?.hangUp()
  })

  it('no more than two bodies are waited for, and other callers are served meanwhile', async () => {
    const { key } = await access.makeKey('two')
    const other = await access.makeKey('two')
    await expectRoom(key)
    const slow = [await beginBody(key), await beginBody(key)]
    await vi.waitFor(
      async () => {
        const refused = await access.sendAs(key)
        expectError(refused, { status: 429, code: 'concurrency_limit_exceeded' })
      },
      { timeout: 5000 },
    )
    expect((await access.sendAs(other.key)).status).toBe(200)
    for (const { sendRest } of slow) sendRest()
    await vi.waitFor(() => expect(slow.map(({ statuses }) => statuses())).toEqual([[200], [200]]), {
      timeout: 5000,
    })
    await expectRoom(key)
    for (const { socket } of slow) socket.destroy()
  })

  it('the same request id for all of them makes no more room', async () => {
    const { key } = await access.makeKey('two')
    const headers = { 'x-request-id': 'always-the-same' }
    beSlow()
    const streams = [await begin(key, { headers }), await begin(key, { headers })]
    access.world.endpoint('sin').set({})
    const reply = await access.sendAs(key, { headers })
    for (const { hangUp } of streams) hangUp()
    expectError(reply, { status: 429, code: 'concurrency_limit_exceeded' })
  })

  it('a stream that ends makes room at once', async () => {
    const { key } = await access.makeKey('two')
    for (let round = 0; round < 4; round++) {
      const begun = await Promise.all([begin(key), begin(key)])
      await Promise.all(begun.map(({ response }) => response.text()))
      await expectRoom(key)
    }
  })

  it.each([
    ['fails at its endpoint', { fault: { kind: 'status', status: 500 } }, {}, 502],
    ['is refused by its endpoint', { fault: { kind: 'status', status: 400 } }, {}, 400],
    [
      'is cut within its stream',
      { fault: { kind: 'cut', how: 'reset', afterContentEvents: 2 } },
      { body: bodyOf.stream },
      200,
    ],
    ['may not go where it is pinned', {}, { headers: { 'x-route-to': 'nowhere' } }, 403],
    ['asks for a model that nobody serves', {}, { body: chatBody({ model: 'nobody' }) }, 404],
  ] as const)('a call that %s leaves its room', async (_, behaviour, asked, status) => {
    const { key } = await access.makeKey('two')
    for (let round = 0; round < 3; round++) {
      access.world.endpoint('sin').set(behaviour)
      expect((await access.sendAs(key, asked)).status).toBe(status)
    }
    access.world.endpoint('sin').set({})
    await expectRoom(key)
  })

  itWhereTold('silent-hang-ups')(
    'a caller that hangs up before an answer begins leaves its room',
    async () => {
      const { key } = await access.makeKey('two')
      access.world.endpoint('sin').set({ delayMs: 20_000 })
      const controller = new AbortController()
      const headers = { authorization: `Bearer ${key}` }
      const before = callsOf(access.world.endpoint('sin')).length
      const calls = [0, 1].map(at =>
        beginAt(access.gateways[at]?.url ?? '', { path: chatPath, headers, signal: controller.signal }),
      )
      const arrived = () => callsOf(access.world.endpoint('sin')).length - before
      await vi.waitFor(() => expect(arrived()).toBe(2), { timeout: 3000 })
      await expectFull(key)
      controller.abort()
      await Promise.allSettled(calls)
      access.world.endpoint('sin').set({})
      await expectRoom(key)
    },
  )
})
