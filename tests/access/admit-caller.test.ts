import { describe, expect, it } from 'vitest'
import { admitCaller } from '@/lib/access/admit-caller'

type Sent = Readonly<Record<string, string>>

const senders: readonly [string, Sent][] = [
  ['nothing', {}],
  ['a bearer token', { authorization: 'Bearer sk-CANARY' }],
  ['an api-key', { 'api-key': 'sk-CANARY' }],
  ['an x-api-key', { 'x-api-key': 'sk-CANARY' }],
]

const refusal = (message: string) =>
  expect.objectContaining({ code: 'invalid_api_key', status: 401, message })

describe('where access is open', () => {
  it.each(senders)('a caller that sends %s is let in', (_, headers) => {
    expect(() => admitCaller(new Headers(headers), 'open')).not.toThrow()
  })
})

describe('where a credential is required', () => {
  it('one that sends none is told how to send it', () => {
    expect(() => admitCaller(new Headers(), 'required')).toThrow(
      refusal('You sent no API key. Send it as: authorization: Bearer <key>.'),
    )
  })

  it.each(senders.slice(1))('one that sends %s is refused without repeating it', (_, headers) => {
    expect(() => admitCaller(new Headers(headers), 'required')).toThrow(
      refusal('The API key is not known here.'),
    )
  })
})
