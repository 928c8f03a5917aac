import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { chatBody } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin', 'fra'] })
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const pinned = (id: string) => ({ ...stand.freshEdge(), 'x-route-to': id, 'x-vercel-ip-country': 'VN' })
const sentTo = (id: 'sin' | 'fra') => callsOf(stand.world.endpoint(id))[0]

const ofTheCaller = {
  accept: 'text/plain',
  'accept-language': 'vi',
  authorization: 'Bearer sk-of-the-caller',
  'api-key': 'sk-of-the-caller',
  'x-api-key': 'sk-of-the-caller',
  cookie: 'session=of-the-caller',
  forwarded: 'for=198.51.100.7',
  'idempotency-key': 'key-of-the-caller',
  'openai-organization': 'org-of-the-caller',
  origin: 'https://app.example',
  referer: 'https://app.example/page',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  tracestate: 'vendor=of-the-caller',
  'user-agent': 'app/1.0',
  'x-forwarded-for': '198.51.100.7',
  'x-forwarded-host': 'app.example',
  'x-forwarded-proto': 'https',
  'x-real-ip': '198.51.100.7',
  'x-session-id': 'session-of-the-caller',
  'x-stainless-lang': 'js',
  'x-vercel-forwarded-for': '198.51.100.7',
  'x-vercel-ip-city': 'Hanoi',
  'x-vercel-ip-latitude': '21.03',
  'x-vercel-ip-longitude': '105.85',
  'x-client-ip': '198.51.100.8',
  'x-client-region': 'KP',
}

describe('the request that an endpoint receives', () => {
  it('has our headers and those of the connection, and none of the caller', async () => {
    await stand.send({ headers: { ...ofTheCaller, ...pinned('sin'), 'x-request-id': 'kept-by-us' } })
    const headers = Object.entries(sentTo('sin')?.headers ?? {})
    // What the client of a runtime adds of its own.
    const ofClient = { 'accept-language': '*', connection: 'keep-alive', 'sec-fetch-mode': 'cors' }
    expect(ofClient).toMatchObject(Object.fromEntries(headers.filter(([name]) => name in ofClient)))
    expect(Object.fromEntries(headers.filter(([name]) => !(name in ofClient)))).toEqual({
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      authorization: `Bearer ${stand.world.endpoint('sin').apiKey}`,
      'content-length': String(Buffer.byteLength(sentTo('sin')?.bodyText ?? '')),
      'content-type': 'application/json',
      host: `127.0.0.1:${stand.world.endpoint('sin').port}`,
      'user-agent': expect.stringMatching(/^isochrone \(\+edge edge\d+\)$/),
      'x-request-id': 'kept-by-us',
    })
    expect(JSON.stringify(headers)).not.toMatch(/caller|198\.51|example|Hanoi|21\.03/)
  })

  it('has the country and the address where the operator asks for them', async () => {
    const forwarding = await startStand({
      endpoints: ['sin'],
      prepare: ({ edgeConfig, endpoint }) => {
        const { url: baseUrl } = endpoint('sin')
        const row = { baseUrl, apiKeyEnv: 'UPSTREAM_KEY_SIN', region: 'sin1', zone: 'APAC', models: ['*'] }
        edgeConfig.set('regions', { version: 1, endpoints: { sin: { ...row, forward: ['country', 'ip'] } } })
      },
    })
    const sin = forwarding.world.endpoint('sin')
    sin.set({ fault: { kind: 'error-200' } })
    await forwarding.send({ headers: { ...ofTheCaller, 'x-vercel-ip-country': 'VN' } })
    await forwarding.send({ headers: { 'x-client-region': 'KP' } })
    const [known, unknown] = callsOf(sin).map(({ headers }) => headers)
    expect(known).toMatchObject({ 'x-client-region': 'VN', 'x-client-ip': '198.51.100.7' })
    expect(known).not.toHaveProperty('cookie')
    expect(unknown).toMatchObject({ 'x-client-region': 'unknown' })
    await forwarding.close()
  })

  it('has the body byte for byte where the endpoint knows the model by the same name', async () => {
    const body = `{ "stream" : false,\n\t"model":"gpt-4.1" , "messages":[{"role":"user","content":"Xin ch\\u00e0o \\ud83c\\udf0f"}],"temperature":1.0, "x":-0.0e+1 }`
    await stand.send({ headers: pinned('fra'), body })
    expect(sentTo('fra')?.bodyText).toBe(body)
  })

  it('has a seed of 64 bits digit by digit', async () => {
    const body = JSON.stringify(chatBody()).replace('{', '{"seed":9223372036854775807,')
    const reply = await stand.send({ headers: pinned('fra'), body })
    expect(reply.status).toBe(200)
    expect(sentTo('fra')?.bodyText).toBe(body)
  })

  it('has the name that the endpoint knows the model by, and every other byte as it was', async () => {
    const before = `{"user":"\\"model\\":\\"gpt-4.1\\"","metadata":{"model":"gpt-4.1"}, "model" : `
    const after = ` , "messages":[{"role":"user","content":"gpt-4.1"}],"n":1.0}`
    await stand.send({ headers: pinned('sin'), body: `${before}"gpt\\u002d4.1"${after}` })
    expect(sentTo('sin')?.bodyText).toBe(`${before}"gpt-4-1-prod"${after}`)
  })

  it('of a failover has the same body under the name of the next endpoint', async () => {
    stand.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const headers = { ...stand.freshEdge(), 'x-vercel-ip-country': 'VN', 'x-request-id': 'the-same-id' }
    await stand.send({ headers, body: chatBody({ model: 'gpt-4o-mini' }) })
    expect(JSON.parse(sentTo('sin')?.bodyText ?? '')).toEqual(chatBody({ model: 'gpt-4o-mini-prod' }))
    expect(JSON.parse(sentTo('fra')?.bodyText ?? '')).toEqual(chatBody({ model: 'gpt-4o-mini' }))
    expect(sentTo('fra')?.headers['x-request-id']).toBe('the-same-id')
    expect(sentTo('fra')?.headers.authorization).toBe(`Bearer ${stand.world.endpoint('fra').apiKey}`)
  })

  it('goes to the path of the operation, whatever query the caller adds', async () => {
    await stand.send({
      path: '/v1/chat/completions?api-version=1&base_url=http://evil',
      headers: pinned('fra'),
    })
    expect(sentTo('fra')?.path).toBe('/v1/chat/completions')
  })
})
