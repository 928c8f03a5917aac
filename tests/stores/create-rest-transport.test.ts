import { expect, it } from 'vitest'
import { createRestTransport } from '@/lib/stores/create-rest-transport'

const address = { url: 'https://redis.example.com/', token: 'secret' }
const { signal } = new AbortController()

function build(answer: (sent: number) => Response) {
  const sent: { readonly url: string; readonly init: RequestInit }[] = []
  const send = createRestTransport(address, async (url, init) => answer(sent.push({ url, init })))
  return { send, sent }
}

const found = (result: unknown, token = '') =>
  new Response(JSON.stringify({ result }), { headers: { 'upstash-sync-token': token } })

it('a command is one POST with the token, and follows no redirect', async () => {
  const { send, sent } = build(() => found('PONG'))
  expect(await send({ path: ['pipeline'], body: [['PING']] }, signal)).toEqual({ result: 'PONG' })
  expect(sent).toMatchObject([
    {
      url: 'https://redis.example.com/pipeline',
      init: { method: 'POST', body: '[["PING"]]', redirect: 'manual', signal },
    },
  ])
  expect(new Headers(sent[0]?.init.headers).get('authorization')).toBe('Bearer secret')
})

it('a command tells what the one before it was given, so that a replica knows what was written', async () => {
  const { send, sent } = build(count => found(1, `token-${count}`))
  for (let count = 0; count < 3; count += 1) await send({ body: ['PING'] }, signal)
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
])('a command fails with %s', async (_, answer, message) => {
  const { send } = build(() => answer)
  await expect(send({ body: ['EVALSHA'] }, signal)).rejects.toThrow(message)
})
