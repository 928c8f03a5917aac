import { describe, expect, it } from 'vitest'
import { type Answer, type AnswerContext, answerCall } from '@/lib/upstream/answer-call'
import { buildAnswerContext } from '../support/build-answer-context'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { completion, refusal } from '../support/completion'
import { createFakeEffects, type Reply } from '../support/fake-effects'
import { upstreamEndpoint } from '../support/upstream-endpoint'

type Setting = Partial<Pick<AnswerContext, 'enter' | 'mayFailOver' | 'onAttempt' | 'callerSignal'>>

function begin(replies: Readonly<Record<string, Reply>>, setting: Setting = {}) {
  const effects = createFakeEffects(replies)
  const candidates = Object.keys(replies).map(id => buildCandidate(id, { endpoint: upstreamEndpoint(id) }))
  const answer = answerCall(candidates, {
    ...buildAnswerContext({ effects }),
    call: buildCall(),
    ...setting,
  })
  return { effects, outcome: async () => (await effects.outcome(answer)).value }
}

const triesOf = ({ attempts }: Answer) =>
  attempts.map(({ endpoint, label }) => `${endpoint};${label}`).join(', ')
const codeOf = ({ result }: Answer) => (result.kind === 'exhausted' ? result.error.code : result.kind)

describe('room at an endpoint', () => {
  it('is waited for briefly where another could be tried, and longer at the last', async () => {
    const waits: [string, number][] = []
    const enter: AnswerContext['enter'] = async ({ id }, waitMs) => {
      waits.push([id, waitMs])
      return undefined
    }
    const value = await begin({ sin: completion, nrt: completion, fra: completion }, { enter }).outcome()
    expect(waits).toEqual([
      ['sin', 100],
      ['nrt', 100],
      ['fra', 2000],
    ])
    expect([codeOf(value), triesOf(value)]).toEqual(['overloaded', ''])
    expect(value.result).toMatchObject({ error: { status: 503, details: { retryAfterSeconds: 1 } } })
  })

  it('that there is none of is no try: three others are tried all the same', async () => {
    const enter: AnswerContext['enter'] = async ({ id }) => (id === 'sin' ? undefined : () => {})
    const bad = refusal(503)
    const value = await begin({ sin: completion, nrt: bad, fra: bad, iad: completion }, { enter }).outcome()
    expect(triesOf(value)).toBe('nrt;503, fra;503, iad;200')
  })

  it('that there is none of after a failure leaves that failure to be told', async () => {
    const enter: AnswerContext['enter'] = async ({ id }) => (id === 'nrt' ? undefined : () => {})
    const value = await begin({ sin: refusal(500), nrt: completion }, { enter }).outcome()
    expect([codeOf(value), triesOf(value)]).toEqual(['upstream_invalid_response', 'sin;500'])
  })

  it('is given back after each try', async () => {
    const held: string[] = []
    const enter: AnswerContext['enter'] = async ({ id }) => {
      held.push(id)
      return () => void held.splice(held.indexOf(id), 1)
    }
    const replies = { sin: refusal(503), nrt: refusal(500), fra: completion }
    await begin(replies, { enter }).outcome()
    expect(held).toEqual([])
  })
})

describe('a caller that hangs up', () => {
  it.each(['which there then is', 'which there never is'])(
    'while room is waited for, %s, has nothing sent, and no other endpoint is asked',
    async way => {
      const caller = new AbortController()
      const asked: string[] = []
      const left: string[] = []
      const enter: AnswerContext['enter'] = async ({ id }) => {
        asked.push(id)
        caller.abort()
        return way === 'which there never is' ? undefined : () => left.push(id)
      }
      const setting = { enter, callerSignal: caller.signal }
      const { effects, outcome } = begin({ sin: completion, nrt: completion }, setting)
      const value = await outcome()
      expect([codeOf(value), triesOf(value), asked]).toEqual(['abandoned', '', ['sin']])
      expect(effects.sent).toEqual([])
      expect(left).toEqual(way === 'which there never is' ? [] : ['sin'])
    },
  )
})

describe('leave to fail over', () => {
  it('that is not given ends the search with what has failed', async () => {
    const value = await begin({ sin: refusal(503), nrt: completion }, { mayFailOver: () => false }).outcome()
    expect([codeOf(value), triesOf(value)]).toEqual(['overloaded', 'sin;503'])
  })

  it('is asked with what has failed, after that was told', async () => {
    const told: string[] = []
    const value = await begin(
      { sin: refusal(503), nrt: completion },
      {
        onAttempt: ({ label }) => told.push(`tried ${label}`),
        mayFailOver: ({ label }) => told.push(`asked ${label}`) > 0,
      },
    ).outcome()
    expect(triesOf(value)).toBe('sin;503, nrt;200')
    expect(told).toEqual(['tried 503', 'asked 503', 'tried 200'])
  })

  it.each<[string, readonly number[], number]>([
    ['not after the last of the candidates', [503], 0],
    ['not where two may have worked on the call', [500, 500, 200], 1],
    ['not where three have been tried', [503, 503, 503, 200], 2],
    ['not after an answer', [200, 200], 0],
  ])('is asked only where one more will be tried: %s', async (_, statuses, expected) => {
    let asked = 0
    const replies = statuses.map((status, at) => {
      return ['abcd'.charAt(at), status === 200 ? completion : refusal(status)] as const
    })
    const mayFailOver = () => {
      asked += 1
      return true
    }
    await begin(Object.fromEntries(replies), { mayFailOver }).outcome()
    expect(asked).toBe(expected)
  })
})
