import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isRecord } from '../world/is-record'
import { parseJson } from '../world/parse-json'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({ plans: { paid: { requestsPerMinute: 10_000 } } })
})
afterAll(() => access.close())

const lines = () => (access.gateways[0]?.log() ?? '').split('\n').map(parseJson).filter(isRecord)

// What else may be written meanwhile has lines of its own.
const ownLines = ['call', 'document-problems', 'health-board-lost', 'settlement-lost', 'usage-lost']
const warnings = () =>
  lines().filter(({ event, level }) => level !== 'info' && !ownLines.includes(String(event)))

describe('a Redis that refuses connections', () => {
  let key = ''
  let before = 0
  beforeAll(async () => {
    key = (await access.makeKey('paid')).key
    expect((await access.sendAs(key)).status).toBe(200)
    before = warnings().length
    await access.world.upstash?.refuse()
  })

  async function gatesOf(calls: number): Promise<number[]> {
    const gates: number[] = []
    for (let call = 0; call < calls; call++) {
      const { status, headers } = await access.sendAs(key)
      expect([status, headers.get('x-degraded')]).toEqual([200, 'limiter'])
      gates.push(Number(/gate;dur=([\d.]+)/.exec(headers.get('server-timing') ?? '')?.[1]))
    }
    return gates.toSorted((left, right) => left - right)
  }

  it('costs a call no more than 20 ms', async () => {
    expect((await gatesOf(31))[15]).toBeLessThanOrEqual(20)
  })

  it('is told in the log, and not at every call', async () => {
    await gatesOf(31)
    await vi.waitFor(() => expect(warnings()).toHaveLength(before + 1), { timeout: 2000 })
  })
})
