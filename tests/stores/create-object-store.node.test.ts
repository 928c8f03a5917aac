import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createObjectStore, type ObjectAddress } from '@/lib/stores/create-object-store'
import { createFakeEffects } from '../support/fake-effects'
import { patientBreaker } from '../support/patient-breaker'
import { type ObjectStore, startObjectStore } from '../world/start-object-store'

let server: ObjectStore

beforeAll(async () => {
  server = await startObjectStore()
})
beforeEach(() => server.reset())
afterAll(() => server.close())

function connect(changes: Partial<ObjectAddress> = {}) {
  const clock = createFakeEffects()
  const effects = { fetch, startTimer: clock.startTimer, breaker: patientBreaker }
  const { url, region, accessKeyId, secretAccessKey } = server
  return {
    clock,
    store: createObjectStore({ url, region, accessKeyId, secretAccessKey, ...changes }, effects),
  }
}

const kept = (text: string) => ({ text, seconds: 60 })

describe('a text', () => {
  it.each([
    ['a short one', 'Hello.'],
    ['none', ''],
    ['one in many alphabets', 'Xin chào Đà Nẵng, 東京, ☀️ 👩‍👩‍👧 \u0000\r\n{"a":1}'],
    ['one of a megabyte', 'Đ☀️xyz'.repeat(150_000).slice(0, 1024 * 1024)],
  ])('is given back as it was kept: %s', async (_, text) => {
    const { clock, store } = connect()
    await store.set('name', kept(text))
    expect(await store.get('name')).toBe(text)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is absent before it is kept', async () => {
    expect(await connect().store.get('name')).toBeUndefined()
  })

  it('takes the place of the one before it and leaves other names alone', async () => {
    const { store } = connect()
    await store.set('name', kept('one, which is longer'))
    await store.set('other', kept('other'))
    await store.set('name', kept('two'))
    expect([await store.get('name'), await store.get('other')]).toEqual(['two', 'other'])
  })

  it('lies in the bucket under a prefix', async () => {
    await connect().store.set('name', kept('text'))
    expect(server.requests).toEqual([{ method: 'PUT', path: '/answers/isochrone-cache/name' }])
  })
})

type Store = ReturnType<typeof connect>['store']

const methods: [string, (store: Store) => Promise<unknown>][] = [
  ['get', store => store.get('name')],
  ['set', store => store.set('name', kept('text'))],
]

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    value => expect.fail(`It resolved to ${inspect(value)}.`),
    error => error,
  )
}

// With its causes and hidden fields, as a careless log would write it.
function expectNoSecret(error: unknown): void {
  const written = inspect(error, { depth: 10, showHidden: true })
  expect(written).not.toContain(server.secretAccessKey)
  expect(written).not.toContain('AWS4-HMAC-SHA256')
}

describe.each(methods)('%s rejects, at the first try and without the secret', (method, ask) => {
  const asked = { get: 'GET', set: 'PUT' }[method]

  it('where the secret is wrong', async () => {
    const { clock, store } = connect({ secretAccessKey: `${server.secretAccessKey}x` })
    const error = await failureOf(ask(store))
    expect(error).toMatchObject({ message: `The object store answered ${asked} with 403.` })
    expectNoSecret(error)
    expect([server.requests.length, clock.pendingTimers]).toEqual([1, 0])
  })

  it('where the key is unknown', async () => {
    const { store } = connect({ accessKeyId: 'AKIAUNKNOWN' })
    await expect(ask(store)).rejects.toThrow('403')
  })

  it('where the store answers with an error', async () => {
    server.mode = 'error'
    const error = await failureOf(ask(connect().store))
    expect(error).toMatchObject({ message: `The object store answered ${asked} with 503.` })
    expectNoSecret(error)
    expect(server.requests).toHaveLength(1)
  })

  it('where nobody listens', async () => {
    await server.refuse()
    const { clock, store } = connect()
    const error = await failureOf(ask(store))
    expect(error).toMatchObject({ message: 'fetch failed' })
    expectNoSecret(error)
    expect(clock.pendingTimers).toBe(0)
  })

  it.each(['hang', 'stall'] as const)('where the store says nothing for 500 ms: %s', async mode => {
    server.mode = mode
    const { clock, store } = connect()
    let isSettled = false
    const asking = failureOf(ask(store)).finally(() => {
      isSettled = true
    })
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    await clock.advance(499)
    expect(isSettled).toBe(false)
    await clock.advance(1)
    const error = await asking
    expect(error).toMatchObject({ name: 'AbortError' })
    expectNoSecret(error)
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('a bucket that is not there', () => {
  it('keeps nothing, so a text that is to be kept there rejects', async () => {
    const { store } = connect({ url: server.url.replace('answers', 'no-such-bucket') })
    await expect(store.set('name', kept('text'))).rejects.toThrow('404')
  })
})
