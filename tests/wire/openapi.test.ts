import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callExamples, operatorExamples } from '@/lib/gateway/call-examples'
import { openapiDocument } from '@/lib/gateway/openapi-document'
import { operatorAnswers } from '@/lib/gateway/operator-answers'
import { publicAnswers } from '@/lib/gateway/public-answers'
import { operations } from '@/lib/operations/operations'
import { isRecord } from '../world/is-record'
import { platformHeaders } from './support/platform-headers'
import { type Access, operatorToken, startAccess } from './support/start-access'

const notice = {
  id: 'disks',
  title: 'New disks',
  body: 'Answers may be slow.',
  severity: 'maintenance',
  from: '2026-01-01T00:00:00Z',
  updates: [{ at: '2026-01-01T01:00:00Z', body: 'Half is done.' }],
}

let access: Access
let key: string
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'nrt', 'fra', 'iad', 'gru'],
    prepare: ({ edgeConfig }) => edgeConfig.set('notices', [notice]),
  })
  key = (await access.makeKey('warm', { tenant: 'acme' })).key
})
afterAll(() => access.close())

const answers = { ...publicAnswers, ...operatorAnswers }

/** Whether an answer is what the schema says, and holds nothing that it does not tell. */
function expectAnswer(name: keyof typeof answers, json: unknown): void {
  expect(answers[name].parse(json)).toEqual(json)
}

const get = (path: string, token = operatorToken) => access.sendAs(token, { method: 'GET', path })

describe('/api/openapi.json', () => {
  it('is the document, for pages of any origin', async () => {
    const reply = await access.send({ method: 'GET', path: '/api/openapi.json' })
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual(JSON.parse(JSON.stringify(openapiDocument())))
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.headers.get('access-control-allow-origin')).toBe('*')
    expect(reply.headers.get('cache-control')).toBe('public, max-age=60, s-maxage=60')
  })

  it('is read only', async () => {
    expect((await access.send({ path: '/api/openapi.json' })).status).toBe(405)
  })
})

describe('an example of a request', () => {
  it.each(operations.flatMap(({ name, path, method }) => (method === 'POST' ? [[name, path] as const] : [])))(
    'is answered: %s',
    async (name, path) => {
      const reply = await access.sendAs(key, { path: `/v1${path}`, body: callExamples[name] })
      expect(reply.status).toBe(200)
      const told = new Set(Object.keys(headersOf(name)))
      const ours = [...reply.headers.keys()].filter(each => /^x-|^anthropic-|^server-timing$/.test(each))
      const others = [...plain, ...platformHeaders]
      expect(ours.filter(each => !told.has(each) && !others.includes(each))).toEqual([])
    },
  )

  it.each([
    ['/keys', 'MadeKey'],
    ['/revocations', 'Revocation'],
    ['/usage', 'UsageReplayed'],
    ['/region-map/check', 'RegionMapJudgement'],
  ] as const)('is taken by the operators’ route %s', async (path, name) => {
    const reply = await access.operate('POST', path, operatorExamples[path])
    expect([200, 201]).toContain(reply.status)
    expectAnswer(name, reply.json)
  })
})

// Of every response, whatever it tells.
const plain = ['x-content-type-options', 'x-accel-buffering', 'x-powered-by']

function headersOf(name: string): object {
  const { paths } = JSON.parse(JSON.stringify(openapiDocument()))
  const found = Object.values<{
    post?: { operationId: string; responses: Record<string, { headers: object }> }
  }>(paths)
  return (
    found.find(({ post }) => post?.operationId === name.replaceAll('.', '-'))?.post?.responses['200']
      ?.headers ?? {}
  )
}

describe('an answer holds what its schema tells, and no more', () => {
  it.each([
    ['Health', '/api/health'],
    ['Route', '/api/route?country=VN&model=gpt-4.1'],
    ['Route', '/api/route?country=DE'],
    ['Status', '/api/status'],
    ['Summary', '/api/status/summary.json'],
    ['Keys', '/api/admin/keys'],
    ['Costs', '/api/admin/costs'],
    ['Metrics', '/api/admin/metrics?by=endpoint'],
    ['RegionMap', '/api/admin/region-map'],
  ] as const)('%s: %s', async (name, path) => {
    const { status, json } = await get(path)
    expect(status).toBe(200)
    expectAnswer(name, json)
  })

  it('Receipt, Key, AnswersForgotten and a judgement with a supposition', async () => {
    const headers = { 'x-request-id': 'openapi-receipt-1' }
    await access.sendAs(key, { headers })
    await vi.waitFor(async () => {
      const { status, json } = await get('/api/admin/requests/openapi-receipt-1')
      expect(status).toBe(200)
      expectAnswer('Receipt', json)
    })
    const { id } = await access.makeKey('warm')
    expectAnswer('Key', (await access.operate('DELETE', `/keys/${id}`)).json)
    expectAnswer('AnswersForgotten', (await access.operate('DELETE', '/cache/tenant-acme')).json)
    const live = (await get('/api/admin/region-map')).json
    const document = isRecord(live) && isRecord(live.document) ? live.document : {}
    const { json } = await access.operate('POST', '/region-map/check?down=fra', document)
    expect(json).toMatchObject({ valid: true, whatIf: { down: ['fra'] } })
    expectAnswer('RegionMapJudgement', json)
  })
})
