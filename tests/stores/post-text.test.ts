import { describe, expect, it } from 'vitest'
import { postText } from '@/lib/stores/post-text'
import { createFakeEffects, type Reply, refused } from '../support/fake-effects'

const post = {
  url: 'https://collector.example.com/v1/traces',
  headers: { authorization: 'Token t' },
  body: '{}',
}

async function reasonOf(reply: Reply) {
  const effects = createFakeEffects({ collector: reply })
  const { value, afterMs } = await effects.outcome(postText(post, effects))
  return { reason: value, afterMs, timers: effects.pendingTimers, sent: effects.sent[0] }
}

describe('a text that is posted', () => {
  it.each([200, 202, 204])('is taken with %d', async status => {
    expect(await reasonOf({ status, body: status === 204 ? null : '{}' })).toMatchObject({
      reason: undefined,
      timers: 0,
    })
  })

  it('has the headers and the body that it was given, and follows no redirect', async () => {
    const { sent } = await reasonOf({})
    expect([sent?.method, sent?.url, sent?.body]).toEqual(['POST', post.url, '{}'])
    expect([sent?.headers.get('authorization'), sent?.redirect]).toEqual(['Token t', 'manual'])
  })

  it.each([301, 400, 401, 429, 503])('is refused with %d', async status => {
    expect((await reasonOf({ status, body: 'CANARY' })).reason).toBe(String(status))
  })

  it('is given up after three seconds', async () => {
    expect(await reasonOf('silence')).toMatchObject({ reason: 'timeout', afterMs: 3000, timers: 0 })
  })

  it.each<[string, Error]>([
    ['TypeError', refused()],
    ['Error', new Error('CANARY of the address')],
  ])('is lost by a %s, of which only the kind is told', async (name, error) => {
    expect((await reasonOf(error)).reason).toBe(name)
  })
})
