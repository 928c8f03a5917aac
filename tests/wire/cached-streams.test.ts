import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../world/is-record'
import { parseJson } from '../world/parse-json'
import { newTopic, seen, type Topic } from './support/new-topic'
import { eventData, streamedText } from './support/read-events'
import { type Access, startAccess } from './support/start-access'

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'] })
  key = (await access.makeKey('warm')).key
  // Many chunks, so that what is recorded is more than one read.
  access.world.endpoint('fra').set({ words: 400, tokensPerSecond: 2000 })
})
afterAll(() => access.close())

const streamed = { stream: true }
const withUsage = { stream: true, stream_options: { include_usage: true } }
const withoutUsage = { stream: true, stream_options: { include_usage: false } }

const ask = async (
  topic: Topic,
  changes: object,
  headers: Record<string, string> = { 'x-route-to': 'sin' },
) => await access.sendAs(key, { headers, body: topic.body(changes) })

/** The chunks that say what was used. */
function usagesOf(text: string): unknown[] {
  return eventData(text)
    .map(parseJson)
    .flatMap(chunk => (isRecord(chunk) && isRecord(chunk.usage) ? [chunk] : []))
}

/** What the endpoint says that a call about the topic uses, told of a call of its own. */
async function usageOf(topic: Topic): Promise<object> {
  const { json } = await ask(topic, {}, { 'x-route-to': 'sin', 'cache-control': 'no-store' })
  const told =
    isRecord(json) && isRecord(json.usage) ? json.usage : expect.fail('The endpoint tells no usage.')
  const { prompt_tokens, completion_tokens, total_tokens } = told
  expect(total_tokens).toBeGreaterThan(10)
  return { prompt_tokens, completion_tokens, total_tokens }
}

const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }]

describe.concurrent('a stream that is repeated', () => {
  it.each<[string, object]>([
    ['with one choice', {}],
    ['with three choices', { n: 3 }],
    ['with log probabilities', { logprobs: true, top_logprobs: 2 }],
    ['with JSON', { response_format: { type: 'json_object' } }],
    ['with a tool call', { tools }],
    ['whose options say that no usage is wanted', { stream_options: { include_usage: false } }],
    ['with stream_options of null', { stream_options: null }],
  ])('%s is the same byte for byte', async (_, changes) => {
    const topic = newTopic()
    const first = await ask(topic, { ...changes, ...streamed })
    const second = await ask(topic, { ...changes, ...streamed })
    expect([seen(first), seen(second)]).toEqual(['200 MISS', '200 HIT'])
    expect(second.text).toBe(first.text)
    expect(first.text.endsWith('data: [DONE]\n\n')).toBe(true)
    expect(second.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(topic.calls(access.world)).toHaveLength(1)
  })

  it('in many pieces is the same byte for byte', async () => {
    const topic = newTopic()
    const pinned = { 'x-route-to': 'fra' }
    const first = await ask(topic, streamed, pinned)
    const second = await ask(topic, streamed, pinned)
    expect([seen(first), seen(second)]).toEqual(['200 MISS', '200 HIT'])
    expect(second.text).toBe(first.text)
    expect(streamedText(second.text)).toMatch(/^Hello from fra .* word3\d\d$/)
  })

  it('with the usage is the same but for how much more the endpoint said of it', async () => {
    const topic = newTopic()
    const usage = await usageOf(topic)
    const [first, second] = [await ask(topic, withUsage), await ask(topic, withUsage)]
    expect([seen(first), seen(second)]).toEqual(['200 MISS', '200 HIT'])
    const rest = (text: string) => text.replace(/data: [^\n]*"choices":\[\][^\n]*\n\n/, '')
    expect(rest(second.text)).toBe(rest(first.text))
    expect(eventData(second.text).length).toBe(eventData(first.text).length)
    const [told] = usagesOf(first.text)
    const { id, created, model } = isRecord(told) ? told : expect.fail()
    expect(usagesOf(second.text)).toMatchObject([
      { id, created, model, object: 'chat.completion.chunk', choices: [], usage },
    ])
    expect(eventData(second.text).at(-2)).toContain('"choices":[]')
  })
})

describe.concurrent('the usage at the end of a stream', () => {
  it.each<[string, object, number]>([
    ['that does not ask for it', streamed, 0],
    ['that says it does not want it', withoutUsage, 0],
    ['that asks for it', withUsage, 1],
  ])('is asked of the endpoint for a caller %s, and told or not as it wants', async (_, changes, told) => {
    const topic = newTopic()
    for (const state of ['200 MISS', '200 HIT']) {
      const reply = await ask(topic, changes)
      expect([seen(reply), usagesOf(reply.text).length]).toEqual([state, told])
    }
    const [call] = topic.calls(access.world)
    expect(JSON.parse(call?.bodyText ?? '').stream_options).toEqual({ include_usage: true })
  })

  it.each<[string, object]>([
    ['a stream that told it', withUsage],
    ['a stream that did not', streamed],
    ['a plain answer', { stream: false }],
  ])('is told from %s just to those that want it', async (_, first) => {
    const topic = newTopic()
    const usage = await usageOf(topic)
    expect(seen(await ask(topic, first))).toBe('200 MISS')
    for (const [changes, told] of [
      [streamed, 0],
      [withUsage, 1],
      [withoutUsage, 0],
      [withUsage, 1],
    ] as const) {
      const reply = await ask(topic, changes)
      expect([seen(reply), usagesOf(reply.text).length]).toEqual(['200 HIT', told])
      expect(reply.text.endsWith('data: [DONE]\n\n')).toBe(true)
      expect(usagesOf(reply.text)).toMatchObject(told ? [{ choices: [], usage }] : [])
    }
    expect(topic.calls(access.world)).toHaveLength(2)
  })
})
