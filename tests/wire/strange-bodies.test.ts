import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { type Asked, chatBody, type Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let elsewhere: LoopbackServer
let key = ''
let frugal = ''
beforeAll(async () => {
  access = await startAccess({ plans: { frugal: { tokensPerMinute: 10_000, maxTokensPerRequest: 4096 } } })
  elsewhere = await startLoopbackServer(async (_, response) => {
    response.end()
  })
  key = (await access.makeKey('warm')).key
  frugal = (await access.makeKey('frugal')).key
})
beforeEach(() => access.world.endpoint('sin').reset())
afterAll(() => Promise.all([access.close(), elsewhere.close()]))

const calls = () => callsOf(access.world.endpoint('sin'))
const send = (body: Asked['body']): Promise<Reply> => access.sendAs(key, { body: body ?? null })
const whole = JSON.stringify(chatBody())
const withFields = (fields: string) => whole.replace(/\}$/, `,${fields}}`)
const upstream = (body: string) => body.replace('gpt-4.1', 'gpt-4-1-prod')
const isProbe = ({ method }: { method: string }) => method === 'HEAD'

describe('a body that is no UTF-8 is refused', () => {
  const within = (...bytes: number[]) =>
    new Uint8Array(
      Buffer.concat([Buffer.from('{"model":"gpt-4.1","user":"'), Buffer.from(bytes), Buffer.from('"}')]),
    )

  it.each([
    ['a byte that never occurs', within(0xff)],
    ['half a pair of surrogates', within(0xed, 0xa0, 0x80)],
    ['a pair of surrogates, each by itself', within(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)],
    ['a character that is cut off', within(0xe2, 0x82)],
    ['a slash that is longer than it need be', within(0xc0, 0xaf)],
    ['a character beyond Unicode', within(0xf4, 0x90, 0x80, 0x80)],
    ['UTF-16 with its mark', new Uint8Array(Buffer.from(`\ufeff${whole}`, 'utf16le'))],
  ])('%s', async (_, body) => {
    expectError(await send(body), { status: 400, code: 'invalid_encoding' })
    expect(calls()).toEqual([])
  })
})

describe('a field that is named twice', () => {
  it.each(['model', 'stream', 'max_tokens', 'max_completion_tokens', 'n', 'messages', 'tools', 'user'])(
    'is refused, so that nobody reads another one than we did: %s',
    async field => {
      for (const second of [
        `"${field}"`,
        `"\\u${field.charCodeAt(0).toString(16).padStart(4, '0')}${field.slice(1)}"`,
      ]) {
        const body = `{"${field}":1,${whole.slice(1, -1)},${second}:1}`
        expectError(await send(body), { status: 400, code: 'duplicate_key', param: field })
      }
      expect(calls()).toEqual([])
    },
  )
})

describe('a field that every object has', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', String.raw`\u005f\u005fproto__`])(
    'changes neither its call nor the next one: %s',
    async name => {
      const value = '{"stream":true,"model":"o4-mini","max_tokens":1,"prototype":{"stream":true}}'
      const body = withFields(`"${name}":${value},"metadata":{"${name}":"v"},"x":[{"${name}":${value}}]`)
      for (const each of [body, whole]) {
        const reply = await send(each)
        expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/json'])
        expect(reply.headers.get('x-model-used')).toBe('gpt-4.1')
      }
      expect(calls().map(({ bodyText }) => bodyText)).toEqual([upstream(body), upstream(whole)])
    },
  )

  it.each(['__proto__', 'constructor', 'toString'])('is no model, no role and no tool: %s', async name => {
    expect((await send(chatBody({ model: name }))).status).toBe(404)
    expect((await send(chatBody({ messages: [{ role: name, content: 'Hi' }] }))).status).toBe(400)
    expect((await send(`{"__proto__":${whole}}`)).status).toBe(400)
    expect(calls()).toEqual([])
  })
})

describe('what a call asks for', () => {
  it.each([
    ['in tokens', { max_tokens: 1e9 }, 400, 'invalid_request'],
    ['in tokens, by the other name', { max_completion_tokens: 1e9 }, 400, 'invalid_request'],
    ['in tokens of many answers', { max_tokens: 1000, n: 128 }, 400, 'invalid_request'],
    ['in answers', { n: 129 }, 400, 'invalid_request'],
  ])('is bounded %s', async (_, asked, status, code) => {
    const reply = await access.sendAs(frugal, { body: chatBody(asked) })
    expect([reply.status, JSON.parse(reply.text).error.code]).toEqual([status, code])
    expect(calls()).toEqual([])
  })

  it('is sent on as it came where the plan bounds nothing, but for what no answer of the model is as long as', async () => {
    const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } }
    const body = JSON.stringify(
      chatBody({ n: 128, max_tokens: 1e9, best_of: 128, tools: Array(1000).fill(tool) }),
    )
    await send(body)
    expect(calls().map(({ bodyText }) => bodyText)).toEqual([upstream(body).replace('1000000000', '32768')])
  })
})

describe('an address in a body', () => {
  it.each<[string, (url: string) => object]>([
    [
      'of a picture',
      url => chatBody({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] }),
    ],
    [
      'of a file',
      url =>
        chatBody({ messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: url } }] }] }),
    ],
    ['of a tool', url => chatBody({ tools: [{ type: 'mcp', server_url: url }] })],
    [
      'that names a host to send to',
      url => chatBody({ base_url: url, baseURL: url, host: url, api_base: url }),
    ],
    ['as model', url => chatBody({ model: url })],
  ])('is visited by nobody: %s', async (_, bodyWith) => {
    for (const url of [`http://127.0.0.1:${elsewhere.port}/x`, 'http://169.254.169.254/latest/meta-data'])
      await send(bodyWith(url))
    expect(elsewhere.openSockets()).toBe(0)
    expect(
      access.world
        .endpoint('sin')
        .requests.filter(request => !isProbe(request))
        .map(({ path }) => path),
    ).toEqual(calls().map(() => '/v1/chat/completions'))
  })
})
