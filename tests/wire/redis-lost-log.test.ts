import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { median } from '../support/median'
import { isRecord } from '../world/is-record'
import { parseJson } from '../world/parse-json'
import { gateMs } from './support/gate-ms'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({ plans: { paid: { requestsPerMinute: 10_000 } } })
})
afterAll(() => access.close())

const lines = () => (access.gateways[0]?.log() ?? '').split('\n').map(parseJson).filter(isRecord)

// The call, and what of it could not be written, have lines of their own.
const ownLines = ['call', 'settlement-lost', 'usage-lost']
const warnings = () =>
  lines().filter(({ event, level }) => level !== 'info' && !ownLines.includes(String(event)))
const tellings = () => warnings().filter(({ event }) => event === 'store-lost')

describe('a Redis that refuses connections', () => {
  let key = ''
  let before = 0
  let usualMs = 0
  beforeAll(async () => {
    key = (await access.makeKey('paid')).key
    const usual: number[] = []
    for (let call = 0; call < 31; call++) usual.push(gateMs(await access.sendAs(key)))
    usualMs = median(usual)
    before = tellings().length
    await access.world.upstash?.refuse()
  })

  async function gatesOf(calls: number): Promise<number[]> {
    const gates: number[] = []
    for (let call = 0; call < calls; call++) {
      const reply = await access.sendAs(key)
      expect([reply.status, reply.headers.get('x-degraded')]).toEqual([200, 'limiter'])
      gates.push(gateMs(reply))
    }
    return gates
  }

  it('costs a call no more than 20 ms more than one that answers', async () => {
    expect(median(await gatesOf(31))).toBeLessThanOrEqual(usualMs + 20)
  })

  it('is told in the log, and not at every call', async () => {
    await gatesOf(31)
    await vi.waitFor(() => expect(tellings()).toHaveLength(before + 1), { timeout: 5000 })
    // What else goes on beside the calls may have failed as well.
    expect(warnings().length).toBeLessThan(10)
  })
})
