import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isRecord } from '../world/is-record'
import { callsOf } from './support/calls-of'
import { exceptUnread } from './support/except-unread'
import { expectError } from './support/expect-error'
import { processorTime } from './support/processor-time'
import { chatBody } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
  const body = chatBody({ user: 'x'.repeat(limit - 200) })
  // The first body of this size is also the first for the compiler.
  await stand.send({ body })
  const before = processorTime(stand.gateway)
  await stand.send({ body })
  mostMs = Math.max(500, 4 * (processorTime(stand.gateway) - before))
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const limit = 4 * 1024 * 1024
const whole = JSON.stringify(chatBody())

/** A call of almost 4 MiB, the most that is read: a small one with as many items as fit where `#` stands. */
function filled(body: string, item: (at: number) => string): string {
  const [before = '', after = ''] = body.split('#')
  const items: string[] = []
  let left = limit - Buffer.byteLength(before + after)
  for (let at = 0; ; at++) {
    const next = item(at)
    left -= next.length + 1
    if (left < 0) return before + items.join(',') + after
    items.push(next)
  }
}

const withField = (field: string) => whole.replace(/\}$/, `,${field}}`)
const withMessages = (messages: string) => `{"model":"gpt-4.1","messages":${messages}}`
const asAssistant = (calls: string) => withMessages(`[{"role":"assistant","tool_calls":${calls}}]`)
const name = (at: number) => `"${at.toString(36)}"`

// What one call is busy with all others of the instance wait for. Serving 4 MiB that hold nothing odd takes some 150 ms.
let mostMs = 0

// What was sent on is counted only: a report of such bodies would be as long as they are.
const sentOn = () => callsOf(stand.world.endpoint('sin')).length

async function expectRefused(body: string, code: string): Promise<void> {
  const before = processorTime(stand.gateway)
  const { status, json } = await stand.send({ body })
  const busyMs = processorTime(stand.gateway) - before
  const told = isRecord(json) && isRecord(json.error) ? json.error : {}
  expect([status, told.code, told.type]).toEqual([400, code, 'invalid_request_error'])
  expect(busyMs).toBeLessThan(mostMs)
}

describe('a body is refused before it keeps anybody waiting that holds', () => {
  afterEach(() => expect(sentOn()).toBe(0))

  it.each<[string, string]>([
    ['half a million fields', filled(withField('#'), at => `${name(at)}:1`)],
    ['half a million fields and no model', filled('{#}', at => `${name(at)}:1`)],
    ['half a million fields in a field', filled(withField('"x":{#}'), at => `${name(at)}:1`)],
    ['400,000 notes', filled(withField('"metadata":{#}'), at => `${name(at)}:"v"`)],
    ['400,000 biases', filled(withField('"logit_bias":{#}'), at => `${name(at)}:1`)],
    ['100,000 messages', filled(withMessages('[#]'), () => '{"role":"user","content":"Hi"}')],
  ])('%s', async (_, body) => {
    await expectRefused(body, 'invalid_request')
  })

  it.each<[string, string]>([
    ['notes of the wrong kind', filled(withField('"metadata":{#}'), at => `${name(at)}:1`)],
    ['messages without anything', filled(withMessages('[#]'), () => '{}')],
    ['numbers as messages', filled(withMessages('[#]'), () => '0')],
    ['messages of unknown roles', filled(withMessages('[#]'), () => '{"role":"x","content":"Hi"}')],
    ['parts without type', filled(withMessages('[{"role":"user","content":[#]}]'), () => '{}')],
    ['numbers as parts', filled(withMessages('[{"role":"user","content":[#]}]'), () => '0')],
    ['calls of no tool', filled(asAssistant('[#]'), () => '{}')],
    ['tools without type', filled(withField('"tools":[#]'), () => '{}')],
    ['stops of the wrong kind', filled(withField('"stop":[#]'), () => '0')],
    ['modalities of the wrong kind', filled(withField('"modalities":[#]'), () => '0')],
  ])('%s by the million', async (_, body) => {
    await expectRefused(body, 'invalid_request')
  })

  it.each<[string, string]>([
    ['a number', `"temperature":${'1'.repeat(limit - 200)}`],
    ['an exponent', `"temperature":1e${'9'.repeat(limit - 200)}`],
  ])('%s of four million digits', async (_, field) => {
    await expectRefused(withField(field), 'invalid_request')
  })

  it.each<[string, string, string]>([
    ['5,000 levels', withField(`"x":${'['.repeat(5000)}${']'.repeat(5000)}`), 'json_too_deep'],
    [
      '5,000 levels of objects',
      withField(`"x":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
      'json_too_deep',
    ],
    ['two million levels that never end', `{"x":${'['.repeat(limit - 100)}`, 'json_too_deep'],
    ['two million levels that end only', `{"x":1${'}'.repeat(limit - 100)}`, 'invalid_json'],
    ['quotes and nothing else', '"'.repeat(limit - 1), 'invalid_json'],
    ['commas and nothing else', `{"x":1${','.repeat(limit - 100)}`, 'invalid_request'],
  ])('%s', async (_, body, code) => {
    await expectRefused(body, code)
  })

  it('a number of 4 MiB and more', async context => {
    exceptUnread(context)
    const reply = await stand.send({ body: withField(`"temperature":${'1'.repeat(limit)}`) })
    expectError(reply, { status: 413, code: 'request_too_large' })
  })
})

describe('a number that is odd but one', () => {
  it.each(['-0', '0e9', '1E-7', '0.1e1', '2.0000000000000000001'])(
    'is taken as it is written: %s',
    async temperature => {
      const body = withField(`"temperature":${temperature}`)
      const headers = { 'cache-control': 'no-store' }
      expect((await stand.send({ headers, body })).status).toBe(200)
      const sent = callsOf(stand.world.endpoint('sin'))
      expect(sent.map(({ bodyText }) => bodyText)).toEqual([body.replace('gpt-4.1', 'gpt-4-1-prod')])
    },
  )

  it.each(['NaN', 'Infinity', '-Infinity', '.5', '01', '+1', '0x10', '1_000'])(
    'is refused where JSON has no such number: %s',
    async temperature => {
      const reply = await stand.send({ body: withField(`"temperature":${temperature}`) })
      expectError(reply, { status: 400, code: 'invalid_json' })
    },
  )
})
