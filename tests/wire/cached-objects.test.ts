import { AwsClient } from 'aws4fetch'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Gateway, startGateway } from '../world/start-gateway'
import { type ObjectStore, type ObjectStoreMode, startObjectStore } from '../world/start-object-store'
import { callsOf } from './support/calls-of'
import { knowMap } from './support/know-map'
import { chatBody, type Reply, sendTo } from './support/send-to'
import { type Access, startAccess } from './support/start-access'
import { type Stand, startStand } from './support/start-stand'

const daySeconds = 24 * 60 * 60
const models = {
  catalogue: {
    'gpt-4.1': { cacheTtlSeconds: 60 },
    'gpt-4.1-mini': { cacheTtlSeconds: daySeconds },
    'gpt-4o-mini': { cacheTtlSeconds: daySeconds + 1 },
  },
}

let store: ObjectStore
beforeAll(async () => {
  store = await startObjectStore()
})
afterAll(() => store.close())
afterEach(async () => {
  await store.accept()
  store.mode = 'ok'
})

// About 70,000 characters.
const manyWords = 8000
let prompts = 0

/** A call that nobody has made yet. */
function newBody(changes: object = {}) {
  return chatBody({ messages: [{ role: 'user', content: `Câu hỏi ${++prompts}` }], ...changes })
}

const stateOf = ({ status, headers }: Reply) => [status, headers.get('x-cache')]
const hit = [200, 'HIT']
const miss = [200, 'MISS']

const written = () => store.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path)
const read = () => store.requests.filter(({ method }) => method === 'GET').map(({ path }) => path)

function setMode(mode: ObjectStoreMode): void {
  store.mode = mode
}

/** Waits until one more object has been written than before, and gives its path. */
async function nextObject(before: number): Promise<string> {
  await vi.waitFor(() => expect(written().length).toBeGreaterThan(before))
  return written()[before] ?? ''
}

async function objectAt(path: string, text?: string): Promise<string> {
  const { url, region, accessKeyId, secretAccessKey } = store
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 })
  const init = text === undefined ? {} : { method: 'PUT', body: text }
  const response = await client.fetch(new URL(path, url).href, init)
  expect(response.status).toBe(200)
  return await response.text()
}

describe('two gateways before one Redis and one object store', () => {
  let access: Access
  let redis: Redis
  let key = ''
  beforeAll(async () => {
    access = await startAccess({
      gateways: 2,
      plans: { cached: { cache: 'any' } },
      environment: store.environment,
      prepare: world => world.edgeConfig.set('models', models),
    })
    redis = new Redis(access.world.redis?.url ?? '')
    key = (await access.makeKey('cached')).key
  })
  afterAll(async () => {
    redis.disconnect()
    await access.close()
  })

  const ask = (body: object, at: number) => access.sendAs(key, { body }, at)
  const calls = () => callsOf(access.world.endpoint('sin')).length

  async function names(): Promise<readonly string[]> {
    return await redis.keys('isochrone:cache:*')
  }

  /** Makes a call at the first gateway and waits until Redis knows its answer; gives the name it has there. */
  async function keep(body: object, words: number | undefined): Promise<{ reply: Reply; name: string }> {
    const before = await names()
    access.world.endpoint('sin').set(words === undefined ? {} : { words })
    const reply = await ask(body, 0)
    expect(stateOf(reply)).toEqual(miss)
    const name = await vi.waitFor(async () => {
      const [added, ...others] = (await names()).filter(each => !before.includes(each))
      expect([typeof added, others]).toEqual(['string', []])
      return added ?? ''
    })
    return { reply, name }
  }

  it('keep a long answer as an object, with a pointer in Redis, and the other one has it', async () => {
    const [body, objects, reads] = [newBody(), written().length, read().length]
    const { reply, name } = await keep(body, manyWords)
    const path = await nextObject(objects)
    expect(path).toBe(`/answers/isochrone-cache/${name.split(':').at(-1)}`)
    expect(await redis.get(name)).toBe('@objects')
    // As long again as it is good it may stand in.
    expect(await redis.ttl(name)).toBeGreaterThan(110)
    expect((await objectAt(path)).length).toBeGreaterThan(64 * 1024)
    const before = calls()
    const second = await ask(body, 1)
    expect([stateOf(second), second.text]).toEqual([hit, reply.text])
    expect(read().slice(reads)).toEqual([path, path])
    // Now it is in the memory of both.
    for (const at of [0, 1]) expect(stateOf(await ask(body, at))).toEqual(hit)
    expect([calls() - before, read().length - reads, written().length - objects]).toEqual([0, 2, 1])
  })

  it('give a long answer from an object as a stream too', async () => {
    const [body, objects] = [newBody(), written().length]
    await keep(body, manyWords)
    await nextObject(objects)
    const { text, ...reply } = await ask({ ...body, stream: true }, 1)
    expect([reply.status, reply.headers.get('x-cache')]).toEqual(hit)
    expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(text).toContain(`word${manyWords - 20}`)
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  it.each([
    ['a short answer', 'gpt-4.1'],
    ['a short answer that is good for a day', 'gpt-4.1-mini'],
  ])('keep %s in Redis only', async (_, model) => {
    const [body, requests] = [newBody({ model }), store.requests.length]
    const { reply, name } = await keep(body, undefined)
    expect(await redis.get(name)).toContain('"storedAt"')
    const second = await ask(body, 1)
    expect([stateOf(second), second.text]).toEqual([hit, reply.text])
    expect(store.requests).toHaveLength(requests)
  })

  it('keep a short answer that is good for more than a day as an object', async () => {
    const [body, objects] = [newBody({ model: 'gpt-4o-mini' }), written().length]
    const { reply, name } = await keep(body, undefined)
    const path = await nextObject(objects)
    expect((await objectAt(path)).length).toBeLessThan(64 * 1024)
    expect(await redis.get(name)).toBe('@objects')
    expect(await redis.ttl(name)).toBeGreaterThan(2 * daySeconds - 60)
    const second = await ask(body, 1)
    expect([stateOf(second), second.text]).toEqual([hit, reply.text])
  })

  it('look for no object where Redis knows of none', async () => {
    const requests = store.requests.length
    await keep(newBody(), undefined)
    expect(store.requests).toHaveLength(requests)
  })

  it.each([
    ['what nobody has sealed', () => 'garbage'],
    ['nothing', () => ''],
    ['an answer that was changed', (own: string) => own.replace('Hello from', 'Send money to')],
    ['an answer without its end', (own: string) => own.slice(0, -1)],
    ['the answer to another call', (_: string, other: string) => other],
  ])('take an object for a miss that holds %s, and replace it', async (_, poison) => {
    const paths: string[] = []
    const bodies = [newBody(), newBody()]
    for (const body of bodies) {
      const objects = written().length
      await keep(body, manyWords)
      paths.push(await nextObject(objects))
    }
    const [path = '', other = ''] = paths
    const own = await objectAt(path)
    const poisoned = poison(own, await objectAt(other))
    expect(poisoned).not.toBe(own)
    await objectAt(path, poisoned)
    const [before, objects] = [calls(), written().length]
    const reply = await ask(bodies[0] ?? {}, 1)
    expect(stateOf(reply)).toEqual(miss)
    expect(reply.text).toContain('Hello from')
    expect(calls()).toBe(before + 1)
    expect(await nextObject(objects)).toBe(path)
    await vi.waitFor(async () => expect(await objectAt(path)).not.toBe(poisoned))
  })

  it('take an object that is gone for a miss', async () => {
    const [body, objects] = [newBody(), written().length]
    const { name } = await keep(body, manyWords)
    await nextObject(objects)
    // As a rule of the bucket deletes what is old, while Redis still points to it.
    await store.reset()
    expect(await redis.get(name)).toBe('@objects')
    expect(stateOf(await ask(body, 1))).toEqual(miss)
  })

  it.each<[string, () => Promise<void> | void]>([
    ['refuses connections', () => store.refuse()],
    ['answers with errors', () => setMode('error')],
    ['says nothing', () => setMode('hang')],
    ['begins answers and never ends them', () => setMode('stall')],
  ])('serve a call without the object store, as a miss, where it %s', async (_, lose) => {
    const [body, other, objects] = [newBody(), newBody(), written().length]
    await keep(body, manyWords)
    await nextObject(objects)
    await lose()
    const before = calls()
    const begun = performance.now()
    const reply = await ask(body, 1)
    expect(stateOf(reply)).toEqual(miss)
    expect(reply.text).toContain('Hello from')
    expect(performance.now() - begun).toBeLessThan(2000)
    // One that is to be kept there is kept in memory all the same, and the caller sees nothing of the failure.
    expect(stateOf(await ask(other, 0))).toEqual(miss)
    expect(stateOf(await ask(other, 0))).toEqual(hit)
    expect(calls()).toBe(before + 2)
    for (const gateway of access.gateways) expect(gateway.log()).not.toContain(store.secretAccessKey)
    await vi.waitFor(() => expect(access.gateways[1]?.log()).toContain('cache-lost'))
  })

  it('put no pointer into Redis to an object that could not be written', async () => {
    store.mode = 'error'
    const [body, objects] = [newBody(), written().length]
    const before = await names()
    access.world.endpoint('sin').set({ words: manyWords })
    expect(stateOf(await ask(body, 0))).toEqual(miss)
    await nextObject(objects)
    // Whatever would have come after it has come.
    store.mode = 'ok'
    await keep(newBody(), undefined)
    expect(await names()).toHaveLength(before.length + 1)
    expect(stateOf(await ask(body, 1))).toEqual(miss)
  })
})

describe('two gateways that have an object store and no Redis', () => {
  let stand: Stand
  let second: Gateway
  beforeAll(async () => {
    stand = await startStand({
      endpoints: ['sin'],
      redis: 'none',
      environment: store.environment,
      prepare: ({ edgeConfig }) => {
        edgeConfig.set('models', models)
        edgeConfig.set('plans', { anonymous: { requestsPerMinute: 600, cache: 'any' } })
      },
    })
    second = await startGateway({ environment: { ...stand.world.environment, ...store.environment } })
    await knowMap(second)
  })
  afterAll(async () => {
    await second.close()
    await stand.close()
  })

  it('keep a short answer there, and the other one has it', async () => {
    const [body, objects] = [newBody(), written().length]
    const first = await stand.send({ body })
    expect(stateOf(first)).toEqual(miss)
    await nextObject(objects)
    await vi.waitFor(async () =>
      expect((await objectAt(written()[objects] ?? '')).length).toBeGreaterThan(100),
    )
    const before = callsOf(stand.world.endpoint('sin')).length
    const reply = await sendTo(second.url, { body })
    expect([stateOf(reply), reply.text]).toEqual([hit, first.text])
    expect(callsOf(stand.world.endpoint('sin'))).toHaveLength(before)
  })

  it('serve calls as misses where it is away', async () => {
    await store.refuse()
    expect(stateOf(await stand.send({ body: newBody() }))).toEqual(miss)
    expect(stateOf(await sendTo(second.url, { body: newBody() }))).toEqual(miss)
  })
})
