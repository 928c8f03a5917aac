import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expositionProblems } from '../support/exposition-problems'
import { type Reply, sendTo } from './support/send-to'
import { operatorToken } from './support/start-access'
import { type Pools, startPools } from './support/start-pools'

let pools: Pools
let answered: readonly Reply[]
beforeAll(async () => {
  pools = await startPools({ pools: { mine: [{}] }, environment: { OPERATOR_TOKEN: operatorToken } })
  answered = [
    await pools.call('mine'),
    await pools.call('mine', { body: { stream: true } }),
    await pools.call('mine', { headers: { 'x-vercel-ip-country': 'VN' } }),
  ]
})
afterAll(() => pools.close())

const get = (path: string): Promise<Reply> =>
  sendTo(pools.gateways[0]?.url ?? '', {
    method: 'GET',
    path,
    headers: { authorization: `Bearer ${operatorToken}` },
  })

// What became of a call is written down after its response.
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 200 })

describe('without Redis an instance tells what it has seen itself', () => {
  it('in what calls cost', () =>
    until(async () => {
      expect(answered.map(({ status }) => status)).toEqual([200, 200, 200])
      const { json } = await get('/api/admin/costs?by=endpoint')
      expect(json).toMatchObject({ breakdown: [{ key: 'mine-1', requests: 3 }] })
      const { json: metrics } = await get('/api/admin/metrics?by=country')
      expect(metrics).toMatchObject({
        requests: 3,
        errors: 0,
        breakdown: [
          { key: 'unknown', requests: 2 },
          { key: 'VN', requests: 1 },
        ],
      })
    }))

  it('in the metrics', () =>
    until(async () => {
      const { status, text } = await get('/api/metrics')
      expect([status, expositionProblems(text)]).toEqual([200, []])
      expect(text).toContain('isochrone_requests_total{model="mine",outcome="ok"} 3')
    }))

  it('in the status of its endpoints', () =>
    until(async () => {
      const { json } = await get('/api/status')
      expect(json).toMatchObject({
        endpoints: [{ id: 'mine-1', state: 'operational', latencyMs: { p50: expect.any(Number) } }],
      })
    }))

  it('in the receipt of a call', () =>
    until(async () => {
      const id = answered[2]?.headers.get('x-request-id')
      const { status, json } = await get(`/api/admin/requests/${id}`)
      expect(status).toBe(200)
      expect(json).toMatchObject({ requestId: id, country: 'VN', endpoint: 'mine-1', status: 200 })
    }))
})
