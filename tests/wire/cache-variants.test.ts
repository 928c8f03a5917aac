import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { changeRow } from './support/change-map'
import { newTopic, seen } from './support/new-topic'
import type { Asked } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'] })
  key = (await access.makeKey('warm', { tenant: 'one' })).key
})
afterAll(() => access.close())

const ask = async (asked: Asked, by = key) => seen(await access.sendAs(by, asked))

/** Asserts that two calls have entries of their own: neither is given what was kept for the other. */
async function expectApart(one: Asked, other: Asked): Promise<void> {
  expect([await ask(one), await ask(other)]).toEqual(['200 MISS', '200 MISS'])
  expect([await ask(one), await ask(other)]).toEqual(['200 HIT', '200 HIT'])
}

const tool = (name: string) => ({ type: 'function', function: { name, parameters: { type: 'object' } } })
const weather = [tool('weather')]

describe.concurrent('the same prompt with another', () => {
  it.each<[string, object, object]>([
    ['model that is served under the same name', { model: 'gpt-4.1' }, { model: 'gpt-4.1-mini' }],
    ['temperature, beside a seed', { seed: 1, temperature: 0.1 }, { seed: 1, temperature: 0.2 }],
    ['temperature, or none', { seed: 1, temperature: 1 }, { seed: 1, temperature: undefined }],
    ['top_p', { top_p: 0.1 }, { top_p: 0.2 }],
    ['seed', { seed: 1 }, { seed: 2 }],
    ['max_tokens', { max_tokens: 50 }, { max_tokens: 51 }],
    ['max_completion_tokens', { max_completion_tokens: 50 }, { max_tokens: 50 }],
    ['presence_penalty', { presence_penalty: 0.5 }, { presence_penalty: -0.5 }],
    ['frequency_penalty', { frequency_penalty: 1 }, {}],
    ['logit_bias', { logit_bias: { 50256: -100 } }, { logit_bias: { 50256: 100 } }],
    ['logprobs', { logprobs: true }, {}],
    ['tool', { tools: weather }, { tools: [tool('news')] }],
    ['order of tools', { tools: [...weather, tool('news')] }, { tools: [tool('news'), ...weather] }],
    ['tool_choice', { tools: weather, tool_choice: 'none' }, { tools: weather }],
    ['response_format', { response_format: { type: 'json_object' } }, { response_format: { type: 'text' } }],
    ['n', { n: 2 }, { n: 3 }],
    ['stop', { stop: 'never' }, { stop: ['never'] }],
    ['user', { user: 'one' }, { user: 'two' }],
    ['metadata', { metadata: { a: 'b' } }, { metadata: { b: 'a' } }],
    ['unknown field', { reasoning: { effort: 1 } }, { reasoning: { effort: 2 } }],
    ['unknown field of nothing', { yet_to_come: null }, {}],
    ['unknown field of a kind alike', { yet_to_come: 1 }, { yet_to_come: '1' }],
  ])('%s is another call', async (_, one, other) => {
    const { body } = newTopic()
    await expectApart({ body: body(one) }, { body: body(other) })
  })

  it('seed of 18 digits is another call, though JavaScript does not tell them apart', async () => {
    const { body } = newTopic()
    const text = (seed: string) => JSON.stringify(body()).replace('"temperature":0', `"seed":${seed}`)
    await expectApart({ body: text('123456789012345678') }, { body: text('123456789012345679') })
  })

  it('field that JavaScript takes for a prototype is another call', async () => {
    const { body } = newTopic()
    const text = (value: string) => JSON.stringify(body()).replace('{', `{"__proto__":{"a":"${value}"},`)
    await expectApart({ body: text('one') }, { body: text('two') })
  })

  it('number beyond all that JavaScript knows is another call', async () => {
    const { body } = newTopic()
    const text = (value: string) => JSON.stringify(body()).replace('{', `{"yet_to_come":${value},`)
    await expectApart({ body: text('1e400') }, { body: text('-1e400') })
  })

  it('role or name of a message is another call', async () => {
    const { body, content } = newTopic()
    const by = (message: object) => ({ body: body({ messages: [{ content, ...message }] }) })
    await expectApart(by({ role: 'user' }), by({ role: 'system' }))
    await expectApart(by({ role: 'user', name: 'ann' }), by({ role: 'user', name: 'bob' }))
  })
})

describe.concurrent('the same call', () => {
  it('with its fields in another order and other white space is the same call', async () => {
    const { body, content, calls } = newTopic()
    const fields = { seed: 7, tools: weather, user: 'ann' }
    const nested = `{"function":{"parameters":{"type":"object"},"name":"weather"},"type":"function"}`
    const turned = `{ "user":\n"ann","tools" : [${nested}],"seed":7,\t"temperature":0.0,
      "messages":[{"content":${JSON.stringify(content)},"role":"user"}],"model":"gpt-4.1" }\n`
    expect(await ask({ body: body(fields) })).toBe('200 MISS')
    expect(await ask({ body: turned })).toBe('200 HIT')
    expect(calls(access.world)).toHaveLength(1)
  })

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['pinned to another endpoint', { 'x-route-to': 'sin' }, { 'x-route-to': 'fra' }],
    ['pinned or not', { 'x-route-to': 'sin' }, {}],
    ['kept in another zone', { 'x-route-zone': 'EU' }, { 'x-route-zone': 'APAC' }],
    ['kept in a zone or not', { 'x-route-zone': 'EU' }, {}],
    ['from another residency', { 'x-vercel-ip-country': 'DE' }, { 'x-vercel-ip-country': 'VN' }],
  ])('%s has an answer of its own', async (_, one, other) => {
    const body = newTopic().body()
    await expectApart({ headers: one, body }, { headers: other, body })
  })

  it('of a country whose calls stay there is answered there, whatever was kept for others', async () => {
    const topic = newTopic()
    const from = (country: string) => ({ headers: { 'x-vercel-ip-country': country }, body: topic.body() })
    expect(await ask(from('VN'))).toBe('200 MISS')
    const german = await access.sendAs(key, from('DE'))
    expect([seen(german), german.headers.get('x-endpoint-used')]).toEqual(['200 MISS', 'fra'])
    expect(german.text).toContain('Hello from fra')
  })

  it('of a key that may use other zones has an answer of its own', async () => {
    const body = newTopic().body()
    const narrow = await access.makeKey('warm', { tenant: 'one', zones: ['EU'] })
    expect([await ask({ body }), await ask({ body }, narrow.key)]).toEqual(['200 MISS', '200 MISS'])
    expect([await ask({ body }), await ask({ body }, narrow.key)]).toEqual(['200 HIT', '200 HIT'])
  })

  it('of a key that may use other models is refused, though its answer is kept', async () => {
    const body = newTopic().body()
    const narrow = await access.makeKey('warm', { tenant: 'one', models: ['gpt-4o-mini'] })
    expect([await ask({ body }), await ask({ body }, narrow.key)]).toEqual(['200 MISS', '403 BYPASS'])
  })

  it('is another once the region map gives the model another name upstream', async () => {
    const topic = newTopic()
    const asked = { headers: { 'x-route-to': 'sin' }, body: topic.body({ model: 'gpt-4o-mini' }) }
    expect([await ask(asked), await ask(asked)]).toEqual(['200 MISS', '200 HIT'])
    changeRow(access.world, 'sin', { models: { 'gpt-4.1': 'gpt-4-1-prod', 'gpt-4o-mini': 'gpt-4.1-mini' } })
    // A region map in force is read again after five seconds.
    await vi.waitFor(async () => expect(await ask(asked)).toBe('200 MISS'), {
      timeout: 12_000,
      interval: 100,
    })
    const names = topic.calls(access.world).map(({ bodyText }) => JSON.parse(bodyText).model)
    expect(names).toEqual(['gpt-4o-mini-prod', 'gpt-4.1-mini'])
  })
})
