import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { countBy } from './support/count-by'
import { expectError } from './support/expect-error'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    plans: { hundred: { requestsPerMinute: 100, concurrency: 1000 } },
  })
})
afterAll(() => access.close())

describe('a plan of a hundred requests a minute', () => {
  it.each([
    ['one gateway', 1],
    ['two gateways that share a Redis', 2],
  ])('lets exactly a hundred of five hundred parallel calls through at %s', async (_, gateways) => {
    const { key } = await access.makeKey('hundred')
    const before = callsOf(access.world.endpoint('sin')).length
    const replies = await Promise.all(
      Array.from({ length: 500 }, (_, at) => access.sendAs(key, {}, at % gateways)),
    )
    expect(countBy(replies, ({ status }) => status)).toEqual({ 200: 100, 429: 400 })
    expect(callsOf(access.world.endpoint('sin')).length - before).toBe(100)
    for (const reply of replies.filter(({ status }) => status === 429)) {
      expectError(reply, { status: 429, code: 'rate_limit_exceeded' })
      expect(reply.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
      expect(reply.headers.get('x-should-retry')).toBeNull()
    }
  })
})
