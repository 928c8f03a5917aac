import { describe, expect, it, vi } from 'vitest'
import { median } from '../support/median'
import type { UpstashMode } from '../world/start-upstash'
import { countBy } from './support/count-by'
import { expectError } from './support/expect-error'
import { gateMs } from './support/gate-ms'
import type { Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

const plans = {
  paid: { requestsPerMinute: 1000, tokensPerMinute: 1_000_000, concurrency: 100 },
  small: { requestsPerMinute: 20 },
  free: { requestsPerMinute: 100 },
  anonymous: { requestsPerMinute: 100 },
}

async function withAccess(test: (access: Access) => Promise<void>): Promise<void> {
  const access = await startAccess({ environment: { AUTH: 'open' }, plans })
  try {
    await test(access)
  } finally {
    await access.close()
  }
}

type Loss = UpstashMode | 'refused'
const losses: readonly Loss[] = ['refused', 'hang', 'error', 'html', 'unauthorized']

async function lose({ world: { upstash } }: Access, loss: Loss): Promise<void> {
  if (upstash === undefined) throw new Error('This world has no Redis.')
  if (loss === 'refused') await upstash.refuse()
  else upstash.mode = loss
}

async function recover(access: Access): Promise<void> {
  const { upstash } = access.world
  if (upstash) upstash.mode = 'ok'
  await upstash?.accept()
  const { key } = await access.makeKey('warm')
  await vi.waitFor(
    async () => {
      const { status, headers } = await access.sendAs(key)
      expect([status, headers.get('x-degraded')]).toEqual([200, null])
    },
    { timeout: 15_000, interval: 100 },
  )
}

const limitNames = ({ headers }: Reply) => [...headers.keys()].filter(name => name.startsWith('x-ratelimit'))

function expectUnavailable(reply: Reply, code: string): void {
  expectError(reply, { status: 503, code })
  expect(reply.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
  expect(limitNames(reply)).toEqual([])
}

async function knownKey(access: Access, plan: string): Promise<string> {
  const { key } = await access.makeKey(plan)
  expect((await access.sendAs(key)).status).toBe(200)
  return key
}

// Most of the time is spent waiting for Redis to be asked again.
describe.concurrent('while Redis is lost', () => {
  it.each(losses)('a paid plan is served and the others are refused, never with 401, 429 or 500: %s', loss =>
    withAccess(async access => {
      const paid = await knownKey(access, 'paid')
      const free = await knownKey(access, 'free')
      const { key: unknown } = await access.makeKey('paid')
      await lose(access, loss)
      for (let call = 0; call < 6; call++) {
        const reply = await access.sendAs(paid)
        expect([reply.status, reply.headers.get('x-degraded')]).toEqual([200, 'limiter'])
        expect(limitNames(reply)).toEqual([])
      }
      for (const refusal of [await access.sendAs(free), await access.send()])
        expectUnavailable(refusal, 'limiter_unavailable')
      expectUnavailable(await access.sendAs(unknown), 'auth_unavailable')
      expectUnavailable(await access.operate('GET', '/keys'), 'auth_unavailable')
      await recover(access)
      expect((await access.sendAs(unknown)).status).toBe(200)
      expect((await access.sendAs(free)).headers.get('x-ratelimit-remaining-requests')).toBe('98')
    }),
  )

  it('a paid plan has a share of what it promises, and beyond it comes 503, not 429', () =>
    withAccess(async access => {
      const key = await knownKey(access, 'small')
      await lose(access, 'error')
      const replies: Reply[] = []
      for (let call = 0; call < 12; call++) replies.push(await access.sendAs(key))
      const kinds = countBy(replies, ({ status }) => status)
      expect(Object.keys(kinds)).toEqual(['200', '503'])
      expectUnavailable(await access.sendAs(key), 'limiter_unavailable')
    }))
})

describe('the time that a lost Redis costs a call', () => {
  it.each<[Loss, number]>([
    ['refused', 150],
    ['error', 150],
    // The limit of a command is 150 ms.
    ['hang', 400],
  ])('is small, and after three failures it is none: %s', (loss, most) =>
    withAccess(async access => {
      const key = await knownKey(access, 'paid')
      await lose(access, loss)
      const gates: number[] = []
      for (let call = 0; call < 20; call++) gates.push(gateMs(await access.sendAs(key)))
      const usual = median(gates)
      expect(usual).toBeLessThan(60)
      expect(Math.max(...gates)).toBeLessThan(usual + most)
      expect(gates.filter(gate => gate > usual + 60).length).toBeLessThanOrEqual(3)
    }),
  )
})
