import { describe, expect, it } from 'vitest'
import { createRequester } from '@/lib/stores/create-requester'
import { createFakeEffects } from '../support/fake-effects'

const address = { url: 'https://redis.example.com/', token: 'secret' }
const hearing = { lastAnswerAt: () => 0, unanswered: () => 1 }

function build(answer: (sent: number) => Response) {
  const { startTimer, now, ...clock } = createFakeEffects()
  const sent: { readonly url: string; readonly init: RequestInit }[] = []
  const fetch = async (url: string, init: RequestInit) => answer(sent.push({ url, init }))
  const requester = createRequester(address, { fetch, startTimer, now, hearing, timeoutMs: 150 })
  return { requester, sent, clock }
}

const found = (result: unknown, token = '') =>
  new Response(JSON.stringify({ result }), { headers: { 'upstash-sync-token': token } })

describe('a command', () => {
  it('is one POST with the token, and follows no redirect', async () => {
    const { requester, sent } = build(() => found('PONG'))
    expect(await requester.request({ path: ['pipeline'], body: [['PING']] })).toEqual({ result: 'PONG' })
    expect(sent).toMatchObject([
      {
        url: 'https://redis.example.com/pipeline',
        init: { method: 'POST', body: '[["PING"]]', redirect: 'manual' },
      },
    ])
    expect(new Headers(sent[0]?.init.headers).get('authorization')).toBe('Bearer secret')
  })

  it('leaves no timer once it is answered, refused or lost', async () => {
    for (const answer of [
      () => found(1),
      () => new Response('{"error":"NOSCRIPT"}', { status: 400 }),
      () => new Response('<html>'),
      () => {
        throw new TypeError('fetch failed')
      },
    ]) {
      const { requester, clock } = build(answer)
      await requester.request({ body: ['PING'] }).catch(() => undefined)
      expect(clock.pendingTimers).toBe(0)
    }
  })

  it('tells what the one before it was given, so that a replica knows what was written', async () => {
    const { requester, sent } = build(count => found(1, `token-${count}`))
    for (let count = 0; count < 3; count += 1) await requester.request({ body: ['PING'] })
    expect(sent.map(({ init }) => new Headers(init.headers).get('upstash-sync-token'))).toEqual([
      '',
      'token-1',
      'token-2',
    ])
  })

  it.each([
    [
      'what Redis says of it',
      new Response('{"error":"NOSCRIPT No matching script"}', { status: 400 }),
      'NOSCRIPT',
    ],
    ['the status where it says nothing', new Response('{}', { status: 502 }), '502'],
  ])('fails with %s', async (_, answer, message) => {
    const { requester } = build(() => answer)
    await expect(requester.request({ body: ['EVALSHA'] })).rejects.toThrow(message)
  })
})
