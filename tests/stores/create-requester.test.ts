import { describe, expect, it } from 'vitest'
import { createRequester } from '@/lib/stores/create-requester'
import type { RedisTransport } from '@/lib/stores/redis-transport'
import { createFakeEffects } from '../support/fake-effects'

const hearing = { lastAnswerAt: () => 0, unanswered: () => 1 }

function build(send: RedisTransport) {
  const { startTimer, now, ...clock } = createFakeEffects()
  return { requester: createRequester(send, { startTimer, now, hearing, timeoutMs: 150 }), clock }
}

describe('a command', () => {
  it('leaves no timer once it is answered or lost', async () => {
    for (const send of [
      async () => ({ result: 1 }),
      async () => [{ result: 1 }],
      async () => {
        throw new TypeError('fetch failed')
      },
    ]) {
      const { requester, clock } = build(send)
      await requester.request({ body: ['PING'] }).catch(() => undefined)
      expect(clock.pendingTimers).toBe(0)
    }
  })

  it.each([null, 'PONG', 1, undefined])('fails where the reply is none: %s', async reply => {
    const { requester } = build(async () => reply)
    await expect(requester.request({ body: ['PING'] })).rejects.toThrow('which is none')
  })
})
