import { describe, expect, it } from 'vitest'
import { readAdmissionReply } from '@/lib/stores/read-admission-reply'
import { buildAsk } from '../support/build-ask'

const uses = [3, 60, 40, 59]
const health = ['1790000000000', [['sin', '{}']], [], [['v1', 'off']]]
const admitted = ['admitted', 1_790_000_000, ...uses, [], '', 0, [500_000]]

const ahead = { instance: 'instance-1', call: 'told' } as const
const read = (reply: unknown, changes: Parameters<typeof buildAsk>[0] = {}) =>
  readAdmissionReply(reply, buildAsk({ tokens: 7, slot: 'slot-1', ...changes }))

describe('an answer of the admission script', () => {
  it('that lets a call in says what it holds and what is used', () => {
    expect(read(admitted)).toMatchObject({
      kind: 'admitted',
      reservation: { slot: 'slot-1', second: 1_790_000_000, tokens: 7 },
      requests: { used: 3, resetSeconds: 60 },
      tokens: { used: 40, resetSeconds: 59 },
      cached: undefined,
      epoch: 0,
      nearness: { fullest: 0.5 },
    })
    expect(read(admitted)).not.toHaveProperty('health')
  })

  it('brings along what was asked: health, an answer and how near the limits are', () => {
    const whole = ['admitted', 1, ...uses, health, '{"kept":1}', 2, [250_000, 20_000]]
    expect(read(whole, { ahead })).toMatchObject({
      health: {
        storeNow: 1_790_000_000_000,
        edge: [['sin', '{}']],
        processing: [],
        canaries: [['v1', 'off']],
      },
      cached: '{"kept":1}',
      epoch: 2,
      nearness: { fullest: 0.25, granted: 0.02 },
    })
  })

  it('that keeps one out says which limit, and for how long', () => {
    expect(read(['limited', 'tokens', 12, ...uses, []])).toMatchObject({
      kind: 'limited',
      by: 'tokens',
      retryAfterSeconds: 12,
      requests: { used: 3 },
    })
  })

  it('that knows the call says what of', () => {
    expect(read(['repeated', 'once', ...uses, []])).toMatchObject({ kind: 'repeated', known: 'once' })
  })

  it('that no longer knows the credential says so', () => {
    expect(read(['record', '{"id":1}'])).toEqual({ kind: 'record', record: '{"id":1}' })
    expect(read(['record', ''])).toEqual({ kind: 'record', record: undefined })
    expect(read(['revoked'])).toEqual({ kind: 'revoked' })
  })
})

const changed = (at: number, value: unknown) => admitted.map((part, index) => (index === at ? value : part))

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'admitted'],
  ['an object', { kind: 'admitted' }],
  ['no part', []],
  ['another kind', ['welcome', 1]],
  ['a name of every object', ['constructor']],
  ['a part too few', admitted.slice(0, -1)],
  ['a part too many', [...admitted, 1]],
  ['a second that is a text', changed(1, '1790000000')],
  ['a use that is no number', changed(2, null)],
  ['a use without end', changed(4, Number.POSITIVE_INFINITY)],
  ['health that is none', changed(6, 'well')],
  ['health without its time', changed(6, ['soon', [], [], []])],
  ['health of three parts', changed(6, [1, [], []])],
  ['health with a field of three', changed(6, [1, [['a', 'b', 'c']], [], []])],
  ['health with a field that is no text', changed(6, [1, [], [['a', 1]], []])],
  ['an answer that is no text', changed(7, null)],
  ['an epoch that is no number', changed(8, '0')],
  ['nearness without a part', changed(9, [])],
  ['nearness with a grant that nobody asked for', changed(9, [1, 0])],
  ['nearness below nothing', changed(9, [-1])],
  ['a limit that there is not', ['limited', 'nothing', 1, ...uses, []]],
  ['a limit without a wait', ['limited', 'tokens', '1', ...uses, []]],
  ['a repeated call that is not known', ['repeated', 1, ...uses, []]],
  ['a record that is no text', ['record', 1]],
  ['a record and more', ['record', '{}', 1]],
  ['revoked and more', ['revoked', 1]],
])('%s is no answer', (_, reply) => {
  expect(() => read(reply)).toThrow('no answer')
})

it.each([[[1]], [[1, -1]], [[1, 0, 0]]])('nearness of %j is no answer for who asks for a grant', near => {
  expect(() => read(changed(9, near), { ahead })).toThrow('no answer')
})
