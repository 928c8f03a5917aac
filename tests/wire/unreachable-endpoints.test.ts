import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { leaksIn, wholeReply } from './support/canaries'
import { lostLabel } from './support/lost-label'
import { makeCertificate } from './support/make-certificate'
import { rawAnswer } from './support/raw-answers'
import { type Asked, chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'
import { startTlsEndpoint, type TlsEndpoint } from './support/start-tls-endpoint'

const authority = makeCertificate({ name: 'Authority of the tests', isAuthority: true })
const signed = (wanted: object) => makeCertificate({ name: 'endpoint', issuer: authority, ...wanted })
const certificates = {
  trusted: signed({}),
  expired: signed({ endsInDays: -1 }),
  'wrong-host': signed({ hosts: ['api.example.com'] }),
  'self-signed': makeCertificate({ name: 'endpoint' }),
  'of-nobody': makeCertificate({
    name: 'endpoint',
    issuer: makeCertificate({ name: 'x', isAuthority: true }),
  }),
}
// The authority is trusted by this file only, which the gateway is told of as operators do.
const authorityFile = join(tmpdir(), `isochrone-authority-${process.pid}.pem`)

let stand: Stand
let plain: LoopbackServer
let tls: ReadonlyMap<string, TlsEndpoint>
const noName = 'no-such-endpoint-of-ours.invalid'

beforeAll(async () => {
  writeFileSync(authorityFile, authority.cert)
  plain = await startLoopbackServer(async (_, response) => void response.end())
  const started = Object.entries(certificates).map(
    async ([id, certificate]) => [id, await startTlsEndpoint(certificate)] as const,
  )
  tls = new Map(await Promise.all(started))
  const urls = {
    ...Object.fromEntries([...tls].map(([id, { baseUrl }]) => [id, baseUrl])),
    'no-tls': `https://127.0.0.1:${plain.port}/v1`,
    'no-name': `https://${noName}/v1`,
    'no-port': 'http://127.0.0.1:1/v1',
    'bad-port': 'http://127.0.0.1:6000/v1',
  }
  stand = await startStand({
    endpoints: ['fra', 'sin'],
    environment: { NODE_EXTRA_CA_CERTS: authorityFile, KEY: 'sk-CANARY-of-an-endpoint' },
    prepare: ({ edgeConfig, endpoint }) => {
      const row = { region: 'iad1', zone: 'US', apiKeyEnv: 'KEY' }
      // Each serves a model of its own, as its first endpoint.
      const rows = Object.entries(urls).map(
        ([id, baseUrl]) => [id, { ...row, baseUrl, models: [id] }] as const,
      )
      const fra = { ...row, baseUrl: endpoint('fra').url, apiKeyEnv: 'UPSTREAM_KEY_FRA' }
      const models = Object.fromEntries(Object.keys(urls).map(id => [id, 'gpt-4.1'] as const))
      const endpoints = { ...Object.fromEntries(rows), fra: { ...fra, models } }
      edgeConfig.set('regions', { version: 1, endpoints, default: [...Object.keys(urls), 'fra'] })
    },
  })
})
afterAll(async () => {
  await stand.close()
  await Promise.all([plain, ...tls.values()].map(each => each.close()))
  rmSync(authorityFile)
})

type Sent = { readonly stream?: boolean; readonly isAlone?: boolean }

function send(model: string, { stream = false, isAlone = false }: Sent = {}): Promise<Reply> {
  const headers = { ...stand.freshEdge(), ...(isAlone && { 'x-route-to': model }) }
  return ask({ headers, body: chatBody({ model, stream }) })
}

let answeredByNext = 0

async function ask(asked: Asked): Promise<Reply> {
  const reply = await stand.send(asked)
  if (reply.headers.get('x-endpoint-used') === 'fra') answeredByNext += 1
  return reply
}

async function expectTries(reply: Reply, attempts: string): Promise<void> {
  expect(reply.headers.get('x-route-attempts')).toBe(attempts)
  const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
  expect(line).toMatchObject({ attempts, status: reply.status })
  const told = wholeReply(reply) + stand.gateway.log()
  expect(leaksIn(told, stand)).toEqual([])
  expect(told).not.toMatch(
    /\.invalid|127\.0\.0\.1:(?!\d+\n)|sk-CANARY|CERT|altname|ENOTFOUND|EAI_AGAIN|\n +at /,
  )
}

const unreachable = [
  ['whose certificate has expired', 'expired'],
  ['whose certificate is of another host', 'wrong-host'],
  ['that has signed its certificate itself', 'self-signed'],
  ['whose certificate is signed by somebody unknown', 'of-nobody'],
  ['that does not speak TLS', 'no-tls'],
  ['whose name nobody knows', 'no-name'],
  ['that refuses connections', 'no-port'],
  ['at a port that no client calls', 'bad-port'],
] as const

describe.each(unreachable)('an endpoint %s', (_, id) => {
  it.each([false, true])('is passed over, streamed: %s', async stream => {
    const begun = performance.now()
    const reply = await send(id, { stream })
    expect(reply.status).toBe(200)
    expect(reply.text).toContain('fra')
    expect(reply.headers.get('x-endpoint-used')).toBe('fra')
    await expectTries(reply, `${id};${lostLabel}, fra;200`)
    // Long before any deadline, of which the shortest is 8 s; a name takes the resolver as long as it wants.
    if (id !== 'no-name') expect(performance.now() - begun).toBeLessThan(4000)
  })

  it('makes a 502 where it is the only one', async () => {
    const reply = await send(id, { isAlone: true })
    expect(reply.status).toBe(502)
    expect(reply.json).toMatchObject({ error: { code: 'upstream_unreachable', type: 'server_error' } })
    await expectTries(reply, `${id};${lostLabel}`)
  })

  it('has been sent nothing', () => {
    expect(tls.get(id)?.received ?? []).toEqual([])
  })

  it('is the last from then on', async () => {
    const edge = stand.freshEdge()
    const sent = () => ask({ headers: edge, body: chatBody({ model: id }) })
    expect((await sent()).headers.get('x-route-attempts')).toBe(`${id};${lostLabel}, fra;200`)
    const path = `/api/route?model=${id}&edge=${edge['x-vercel-id'].split(':')[0]}`
    const { json } = await stand.send({ method: 'GET', path })
    expect(json).toMatchObject({ candidates: [{ endpoint: 'fra' }, { endpoint: id }] })
    expect((await sent()).headers.get('x-route-attempts')).toBe('fra;200')
  })
})

describe('an endpoint with a certificate that is trusted', () => {
  it('answers', async () => {
    const reply = await send('trusted')
    expect(reply.text).toBe(rawAnswer)
    await expectTries(reply, 'trusted;200')
    const { received = [] } = tls.get('trusted') ?? {}
    await vi.waitFor(() => expect(received.some(request => request.startsWith('HEAD'))).toBe(true))
    expect(received.find(request => request.startsWith('POST'))).toContain('Bearer sk-CANARY-of-an-endpoint')
  })
})

describe('calls to endpoints that cannot be reached', () => {
  it('are one hit of the next endpoint each', () => {
    expect(answeredByNext).toBeGreaterThanOrEqual(unreachable.length * 4)
    expect(callsOf(stand.world.endpoint('fra'))).toHaveLength(answeredByNext)
  })
})
