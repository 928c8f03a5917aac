import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { countBy } from './support/count-by'
import { expectError } from './support/expect-error'
import { chatBody, type Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    plans: {
      three: { requestsPerMinute: 3 },
      tokens: { requestsPerMinute: 50, tokensPerMinute: 10_000 },
      short: { maxTokensPerRequest: 100, requestsPerMinute: 10 },
    },
  })
})
afterAll(() => access.close())

const remaining = ({ headers }: Reply, what: string) => Number(headers.get(`x-ratelimit-remaining-${what}`))
const models = { method: 'GET', path: '/v1/models' } as const

describe('the headers', () => {
  it('tell what is left of the requests, in the formats of OpenAI and in plain ones', async () => {
    const { key } = await access.makeKey('three')
    const replies: Reply[] = []
    for (let call = 0; call < 4; call++)
      replies.push(await access.sendAs(key, { body: chatBody({ stream: call === 1 }) }))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(replies.map(reply => remaining(reply, 'requests'))).toEqual([2, 1, 0, 0])
    for (const { headers } of replies) {
      const now = Date.now() / 1000
      expect(headers.get('x-ratelimit-limit-requests')).toBe('3')
      expect(headers.get('x-ratelimit-reset-requests')).toMatch(/^(\d+m)?\d+s$/)
      expect(headers.get('x-ratelimit-limit')).toBe('3')
      expect(headers.get('x-ratelimit-remaining')).toBe(headers.get('x-ratelimit-remaining-requests'))
      expect(headers.get('x-ratelimit-reset')).toMatch(/^\d{10}$/)
      expect(Number(headers.get('x-ratelimit-reset')) - now).toBeGreaterThan(30)
      expect(Number(headers.get('x-ratelimit-reset')) - now).toBeLessThan(65)
      expect(headers.has('x-ratelimit-limit-tokens')).toBe(false)
    }
  })

  it('are absent where the plan sets no limit', async () => {
    const { key } = await access.makeKey('warm')
    const { headers } = await access.sendAs(key)
    expect([...headers.keys()].filter(name => name.startsWith('x-ratelimit'))).toEqual([])
  })
})

describe('tokens', () => {
  // The models are counted as a request of no tokens, so they tell what is left.
  async function left(key: string): Promise<number> {
    return remaining(await access.sendAs(key, models), 'tokens')
  }

  it('are reserved by the estimate and then counted as the endpoint counts them', async () => {
    const { key } = await access.makeKey('tokens')
    const reply = await access.sendAs(key, { body: chatBody({ max_tokens: 4000 }) })
    expect(remaining(reply, 'tokens')).toBeLessThanOrEqual(6000)
    expect(reply.headers.get('x-ratelimit-limit-tokens')).toBe('10000')
    const { usage } = JSON.parse(reply.text)
    expect(usage.total_tokens).toBeGreaterThan(0)
    await vi.waitFor(async () => expect(await left(key)).toBe(10_000 - usage.total_tokens))
  })

  it('of a stream are counted as its endpoint says, also where the caller does not ask', async () => {
    const [asked, unasked] = [await access.makeKey('tokens'), await access.makeKey('tokens')]
    const body = (more: object) => chatBody({ stream: true, max_tokens: 4000, ...more })
    const reply = await access.sendAs(asked.key, { body: body({ stream_options: { include_usage: true } }) })
    const total = Number(/"total_tokens":(\d+)/.exec(reply.text)?.[1])
    expect((await access.sendAs(unasked.key, { body: body({}) })).text).not.toContain('total_tokens')
    await vi.waitFor(async () => expect(await left(unasked.key)).toBe(10_000 - total))
  })

  it('of a stream with usage are counted as it says', async () => {
    const { key } = await access.makeKey('tokens')
    const body = chatBody({ stream: true, max_tokens: 4000, stream_options: { include_usage: true } })
    const reply = await access.sendAs(key, { body })
    const total = Number(/"total_tokens":(\d+)/.exec(reply.text)?.[1])
    await vi.waitFor(async () => expect(await left(key)).toBe(10_000 - total))
  })

  it('are given back where the call fails', async () => {
    const { key } = await access.makeKey('tokens')
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 400 } })
    expect((await access.sendAs(key, { body: chatBody({ max_tokens: 4000 }) })).status).toBe(400)
    access.world.endpoint('sin').set({})
    await vi.waitFor(async () => expect(await left(key)).toBe(10_000))
  })

  it('that no more fit are refused with 429', async () => {
    const { key } = await access.makeKey('tokens')
    access.world.endpoint('sin').set({ delayMs: 300 })
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => access.sendAs(key, { body: chatBody({ max_tokens: 3000 }) })),
    )
    access.world.endpoint('sin').set({})
    expect(countBy(replies, ({ status }) => status)).toEqual({ 200: 3, 429: 7 })
    for (const reply of replies.filter(({ status }) => status === 429)) {
      expectError(reply, { status: 429, code: 'rate_limit_exceeded' })
      expect(reply.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
    }
  })

  it.each(['max_tokens', 'max_completion_tokens'])(
    'of one answer are bounded by the plan in %s',
    async param => {
      const { key } = await access.makeKey('short')
      const refusal = await access.sendAs(key, { body: chatBody({ [param]: 101 }) })
      expectError(refusal, { status: 400, code: 'invalid_request', param })
      expect((await access.sendAs(key, { body: chatBody({ [param]: 100 }) })).status).toBe(200)
    },
  )
})

describe('what is not counted', () => {
  it.each<[string, object, number]>([
    ['a body that is no call', { body: '{}' }, 400],
    ['a body that is no JSON', { body: 'no' }, 400],
    ['an answer longer than the plan allows', { body: chatBody({ max_tokens: 101 }) }, 400],
    ['an unknown path', { path: '/v1/nope' }, 404],
    ['a wrong method', { method: 'DELETE' }, 405],
  ])('%s', async (_, asked, status) => {
    const { key } = await access.makeKey('short')
    expect((await access.sendAs(key, asked)).status).toBe(status)
    expect(remaining(await access.sendAs(key), 'requests')).toBe(9)
  })
})

describe('two keys', () => {
  it('of one tenant share its limits', async () => {
    const keys = [
      await access.makeKey('three', { tenant: 'shared' }),
      await access.makeKey('three', { tenant: 'shared' }),
    ]
    const replies: Reply[] = []
    for (let call = 0; call < 4; call++)
      replies.push(await access.sendAs(keys[call % 2]?.key ?? '', {}, call % 2))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429])
  })

  it('without a tenant have limits of their own', async () => {
    const keys = [await access.makeKey('three'), await access.makeKey('three')]
    for (const { key } of keys) expect(remaining(await access.sendAs(key), 'requests')).toBe(2)
  })
})
