import { expect, it } from 'vitest'
import { createLineOutbox } from '@/lib/stores/create-line-outbox'
import { createFakeEffects } from '../support/fake-effects'

const url = 'https://influx.example.com/api/v2/write?org=o&bucket=b'

async function sendTwo(token: string | undefined, status = 204) {
  const lines: unknown[] = []
  const effects = createFakeEffects({ influx: { status, body: null } })
  const outbox = createLineOutbox({ url, token }, { ...effects, writeLog: (_, line) => lines.push(line) })
  await effects.outcome(Promise.all([outbox.put('a b=1i 1'), outbox.put('a b=2i 2')]))
  return { sent: effects.sent, lines }
}

it('lines go to their database in one request, one below the other, with its token', async () => {
  const { sent, lines } = await sendTwo('secret')
  expect(sent.map(request => [request.url, request.body])).toEqual([[url, 'a b=1i 1\na b=2i 2']])
  expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
    authorization: 'Token secret',
    'content-type': 'text/plain; charset=utf-8',
  })
  expect(lines).toEqual([])
})

it('without a token none is sent', async () => {
  const { sent } = await sendTwo(undefined)
  expect(sent[0]?.headers.has('authorization')).toBe(false)
})

it('what is lost is told under its name', async () => {
  expect((await sendTwo('secret', 422)).lines).toEqual([{ event: 'lines-lost', lost: 2, reason: '422' }])
})
