import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newTopic, seen, type Topic } from './support/new-topic'
import { type Access, startAccess } from './support/start-access'

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess({ gateways: 3 })
  key = (await access.makeKey('warm')).key
  for (const at of access.gateways.keys()) await ask(newTopic(), { at })
})
beforeEach(() => quiet())
afterAll(() => access.close())

type Asking = { readonly at?: number; readonly control?: string; readonly changes?: object }

function ask(topic: Topic, { at = 0, control, changes }: Asking = {}) {
  const headers: Record<string, string> = control === undefined ? {} : { 'cache-control': control }
  return access.sendAs(key, { headers, body: topic.body(changes) }, at)
}

const upstash = () => access.world.upstash ?? expect.fail('This world has no Redis.')

// What an earlier call has begun is over when nothing has been asked for a while.
async function quiet(): Promise<void> {
  let last = -1
  await vi.waitFor(
    () => {
      const { requests } = upstash()
      const isQuiet = requests === last
      last = requests
      expect(isQuiet).toBe(true)
    },
    { timeout: 5000, interval: 150 },
  )
}

/** What Redis was asked for by a call, before its answer and after it, and which of it named an answer. */
async function askedBy(call: () => Promise<unknown>): Promise<{ all: string[]; naming: string[] }> {
  const before = upstash().commands.length
  await call()
  await quiet()
  const commands = upstash()
    .commands.slice(before)
    .filter(command => kindOf(command) !== 'health')
  const naming = commands.filter(command => command.some(part => /^isochrone:cache:[0-9a-f]{64}$/.test(part)))
  return { all: commands.map(kindOf).sort(), naming: naming.map(kindOf) }
}

function kindOf(command: string[]): string {
  const [name = '', ...rest] = command
  const key = rest.find(part => part.startsWith('isochrone:')) ?? ''
  if (rest.includes('isochrone:cache-epochs')) return 'admission'
  if (/^isochrone:(health|processing|probes|lease)/.test(key)) return 'health'
  if (key.startsWith('isochrone:tokens:')) return 'settlement'
  if (key.startsWith('isochrone:usage:')) return 'usage'
  return `${name.toUpperCase()} ${key.replace(/[0-9a-f]{64}/, '*')}`
}

// What follows every call, whoever answers it.
const usual = ['admission', 'settlement', 'usage']

describe('what Redis is asked for', () => {
  it('is the admission alone before an answer from the memory of the instance', async () => {
    const topic = newTopic()
    await ask(topic)
    await quiet()
    const asked = await askedBy(async () => expect(seen(await ask(topic))).toBe('200 HIT'))
    expect(asked).toEqual({ all: usual, naming: [] })
  })

  it('is the admission alone before an answer from Redis, which comes along with it', async () => {
    const topic = newTopic()
    const { text } = await ask(topic)
    await quiet()
    const asked = await askedBy(async () => {
      const reply = await ask(topic, { at: 1 })
      expect([seen(reply), reply.text]).toEqual(['200 HIT', text])
    })
    expect(asked).toEqual({ all: usual, naming: ['admission'] })
    const again = await askedBy(async () => expect(seen(await ask(topic, { at: 1 }))).toBe('200 HIT'))
    expect(again).toEqual({ all: usual, naming: [] })
  })

  it('is the admission before a miss, and after it that the answer be kept, once', async () => {
    const asked = await askedBy(async () => expect(seen(await ask(newTopic()))).toBe('200 MISS'))
    const set = 'SET isochrone:cache:*'
    expect(asked).toEqual({ all: [set, ...usual].sort(), naming: ['admission', set] })
  })

  it.each([
    ['is left to chance', { changes: { temperature: 1 } }],
    ['is not to be kept', { control: 'no-store' }],
  ])('names no answer to a call that %s', async (_, asking) => {
    expect(await askedBy(() => ask(newTopic(), asking))).toEqual({ all: usual, naming: [] })
  })
})

describe('while Redis is away', () => {
  it('a call is served and missed, and its answer given again by the same instance', async () => {
    const [kept, fresh] = [newTopic(), newTopic()]
    await ask(kept)
    await ask(newTopic(), { at: 2 })
    await quiet()
    const states: string[] = []
    for (const mode of ['error', 'html', 'hang'] as const) {
      upstash().mode = mode
      const other = newTopic()
      for (const topic of [other, other]) states.push(seen(await ask(topic, { at: 2 })))
    }
    // It is in Redis alone, where nobody can look.
    states.push(seen(await ask(kept, { at: 2 })))
    for (const stream of [true, true]) states.push(seen(await ask(fresh, { at: 2, changes: { stream } })))
    upstash().mode = 'ok'
    const pairs = Array(3).fill(['200 MISS', '200 HIT']).flat()
    expect(states).toEqual([...pairs, '200 MISS', '200 MISS', '200 HIT'])
    expect(access.gateways[2]?.log()).not.toMatch(/"level":"error"/)
  })
})
