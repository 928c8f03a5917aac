import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectOperationError } from './support/expect-operation-error'
import { newTopic, seen, type Topic } from './support/new-topic'
import type { OperationCase } from './support/operation-case'
import { operationCases } from './support/operation-cases'
import { readNamedEvents } from './support/read-named-events'
import type { Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'
import { streamedCases } from './support/streamed-cases'

let access: Access
let keys: Record<'one' | 'other', string>
beforeAll(async () => {
  access = await startAccess({ gateways: 2 })
  const make = async (tenant: string) => (await access.makeKey('warm', { tenant })).key
  keys = { one: await make('one'), other: await make('other') }
})
afterAll(() => access.close())

type Wanted = {
  readonly changes?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly by?: 'one' | 'other'
  readonly at?: number
}

/** Asks about a topic, leaving nothing to chance. */
function ask(
  { path, body, keepable }: Pick<OperationCase, 'path' | 'body' | 'keepable'>,
  { content }: Topic,
  { changes, headers = {}, by = 'one', at = 0 }: Wanted = {},
): Promise<Reply> {
  return access.sendAs(keys[by], { path, headers, body: body(content, { ...keepable, ...changes }) }, at)
}

const callsAbout = ({ content }: Topic) =>
  access.world.endpoints.flatMap(callsOf).filter(({ bodyText }) => bodyText.includes(content)).length

/** Without what every answer has of its own: ids and moments. */
const impersonal = (text: string) =>
  text
    .replace(/\b(chatcmpl|cmpl|resp|msg|fc|call|toolu)[-_]\w+/g, '$1')
    .replace(/"(created|\w+_at)":\d+/g, '"$1":0')

describe.each(operationCases)('$name: the same call again', operation => {
  it('is answered from the cache, at any gateway, byte for byte', async () => {
    const topic = newTopic()
    const [first, second] = [await ask(operation, topic), await ask(operation, topic)]
    expect([seen(first), seen(second)]).toEqual(['200 MISS', '200 HIT'])
    expect(second.text).toBe(first.text)
    expect(second.headers.get('content-type')).toBe('application/json')
    expect(second.headers.get('x-model-used')).toBe('gpt-4.1')
    expect(second.headers.get('x-endpoint-used')).toBeNull()
    await vi.waitFor(async () => expect(seen(await ask(operation, topic, { at: 1 }))).toBe('200 HIT'))
    expect((await ask(operation, topic, { at: 1 })).text).toBe(first.text)
    expect(callsAbout(topic)).toBe(1)
  })

  it('has its endpoint asked where it says no-store, and its answer is not kept', async () => {
    const topic = newTopic()
    const headers = { 'cache-control': 'no-store' }
    expect(seen(await ask(operation, topic, { headers }))).toBe('200 BYPASS')
    expect(seen(await ask(operation, topic))).toBe('200 MISS')
    expect([seen(await ask(operation, topic, { headers })), callsAbout(topic)]).toEqual(['200 BYPASS', 3])
  })

  it('has its endpoint asked for another caller, and for another member of its body', async () => {
    const topic = newTopic()
    await ask(operation, topic)
    expect(seen(await ask(operation, topic, { by: 'other' }))).toBe('200 MISS')
    expect(seen(await ask(operation, topic, { changes: { metadata: { user_id: 'x' } } }))).toBe('200 MISS')
    expect(callsAbout(topic)).toBe(3)
  })

  it('is done once where it bears the same idempotency-key, and refused with another body', async () => {
    const topic = newTopic()
    const headers = { 'idempotency-key': crypto.randomUUID(), 'cache-control': 'no-store' }
    const first = await ask(operation, topic, { headers })
    expect([first.status, first.headers.has('idempotency-replayed')]).toEqual([200, false])
    for (const at of [0, 1]) {
      const again = await vi.waitFor(async () => {
        const reply = await ask(operation, topic, { headers, at })
        expect(reply.status).toBe(200)
        return reply
      })
      expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true'])
      const other = await ask(operation, topic, { headers, at, changes: { user: 'x' } })
      expectOperationError(other, operation, { status: 422, code: 'idempotency_mismatch' })
    }
    const strange = await ask(operation, topic, { headers, by: 'other' })
    expect([strange.status, strange.headers.has('idempotency-replayed')]).toEqual([200, false])
    expect(callsAbout(topic)).toBe(2)
  })
})

const leftToChance: readonly (readonly [string, object])[] = [
  ['chat.completions', { temperature: 1 }],
  ['chat.completions', { store: true }],
  ['completions', { temperature: undefined }],
  ['responses', { temperature: 1 }],
  ['responses', { store: undefined }],
  ['responses', { store: null }],
  ['responses', { store: true }],
  ['messages', { temperature: undefined }],
]

describe('the cache has nothing to do with a call', () => {
  it.each(leftToChance)('of %s that says %j', async (name, changes) => {
    const operation = operationCases.find(each => each.name === name) ?? expect.fail()
    const topic = newTopic()
    const [first, second] = [
      await ask(operation, topic, { changes }),
      await ask(operation, topic, { changes }),
    ]
    expect([seen(first), seen(second), callsAbout(topic)]).toEqual(['200 BYPASS', '200 BYPASS', 2])
  })

  it.each(streamedCases)('of $name whose answer was cut off', async operation => {
    const { limitField = '', name } = operation
    const topic = newTopic()
    const changes = { [limitField]: name === 'responses' ? 16 : 1 }
    access.world.endpoint('sin').set({ words: 60 })
    for (const each of [changes, changes, { ...changes, stream: true }])
      expect(seen(await ask(operation, topic, { changes: each }))).toBe('200 MISS')
    access.world.endpoint('sin').set({})
    expect(callsAbout(topic)).toBe(3)
  })
})

describe('an answer to a message', () => {
  it('is none for a call that wants another version of the protocol, or another feature of it', async () => {
    const operation = operationCases.find(({ name }) => name === 'messages') ?? expect.fail()
    const topic = newTopic()
    const all = [
      {},
      { 'anthropic-version': '2099-01-01' },
      { 'anthropic-beta': 'one' },
      { 'anthropic-beta': 'two' },
    ]
    for (const headers of all) expect(seen(await ask(operation, topic, { headers }))).toBe('200 MISS')
    for (const headers of all) expect(seen(await ask(operation, topic, { headers }))).toBe('200 HIT')
    const usual = { 'anthropic-version': '2023-06-01' }
    expect(seen(await ask(operation, topic, { headers: usual }))).toBe('200 HIT')
    expect(callsAbout(topic)).toBe(4)
  })
})

const tools = {
  'chat.completions': [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
  responses: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }],
  messages: [{ name: 'weather', input_schema: { type: 'object' } }],
}

const forms = streamedCases.flatMap(operation => {
  const own = Object.entries(tools).find(([name]) => name === operation.name)
  const usual = { ...operation, form: 'a text', changes: {} }
  return own === undefined
    ? [usual]
    : [usual, { ...operation, form: 'a tool call', changes: { tools: own[1] } }]
})

describe.each(forms)('$name: $form', ({ changes, ...operation }) => {
  const streamed = { ...changes, ...operation.stream.asked }
  const fresh = { 'cache-control': 'no-store' }

  it('streamed again is the same', async () => {
    const topic = newTopic()
    const [first, second] = [
      await ask(operation, topic, { changes: { ...changes, stream: true } }),
      await ask(operation, topic, { changes: { ...changes, stream: true } }),
    ]
    expect([seen(first), seen(second), second.text]).toEqual(['200 MISS', '200 HIT', first.text])
    expect(second.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  })

  it('that was streamed is given plainly as its endpoint would have', async () => {
    const topic = newTopic()
    const plain = await ask(operation, topic, { changes, headers: fresh })
    expect(seen(await ask(operation, topic, { changes: streamed }))).toBe('200 MISS')
    const second = await ask(operation, topic, { changes })
    expect([seen(second), callsAbout(topic)]).toEqual(['200 HIT', 2])
    expect(JSON.parse(impersonal(plain.text))).toMatchObject(JSON.parse(impersonal(second.text)))
    expect(Object.keys(JSON.parse(second.text)).sort()).toEqual(Object.keys(JSON.parse(plain.text)).sort())
  })

  it('that was given plainly is streamed with the events that its endpoint would have sent', async () => {
    const topic = newTopic()
    const live = await ask(operation, topic, { changes: streamed, headers: fresh })
    const plain = await ask(operation, topic, { changes })
    const second = await ask(operation, topic, { changes: streamed })
    expect([seen(plain), seen(second), callsAbout(topic)]).toEqual(['200 MISS', '200 HIT', 2])
    expect(operation.stream.textOf(second.text)).toBe(operation.stream.textOf(live.text))
    expect(namesIn(second.text)).toEqual(namesIn(live.text))
    expect(second.text.split('\n\n').at(-2)).toContain(operation.stream.end)
    const sequence = readNamedEvents(second.text).flatMap(({ data }) => data.sequence_number ?? [])
    expect(sequence).toEqual(sequence.map((_, index) => index))
  })
})

// The names of the events, each run of the same as one; a ping is no part of an answer.
function namesIn(text: string): string[] {
  const names = readNamedEvents(text)
    .map(({ name }) => name)
    .filter(name => name !== 'ping')
  return names.filter((name, index) => name !== names[index - 1])
}
