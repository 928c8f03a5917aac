import { describe, expect, it } from 'vitest'
import { answerCall } from '@/lib/upstream/answer-call'
import { buildAnswerContext } from '../support/build-answer-context'
import { buildCall } from '../support/build-call'
import { refusal } from '../support/completion'
import { createFakeEffects, type Reply } from '../support/fake-effects'
import { eventStream, wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { upstreamEndpoint } from '../support/upstream-endpoint'

const lateMs = 300
const whole = (): Reply => ({ headers: eventStream, body: createUpstreamBody(...wholeStream) })
const late = (afterMs: number, reply: Reply = whole()): Reply => ({ afterMs, reply })

async function hedge(
  replies: Readonly<Record<string, Reply>>,
  overrides: Partial<Parameters<typeof answerCall>[1]> = {},
  sharing: readonly string[] = [],
) {
  const effects = createFakeEffects(replies)
  const entered: string[] = []
  const left: string[] = []
  const { value: answer, afterMs } = await effects.outcome(
    answerCall(
      Object.keys(replies).map(id => ({
        endpoint: upstreamEndpoint(id, sharing.includes(id) ? { apiKeyEnv: 'KEY_OF_ALL' } : {}),
        reason: 'listed',
        score: 1,
        expectedMs: 1,
      })),
      {
        ...buildAnswerContext({
          effects,
          enter: async ({ id }) => {
            entered.push(id)
            return () => left.push(id)
          },
          hedgeAfterMs: lateMs,
          takeHedge: () => true,
        }),
        call: buildCall({ stream: true }),
        ...overrides,
      },
    ),
  )
  const tries = answer.attempts.map(({ endpoint, label }) => `${endpoint};${label}`).join(', ')
  const outcomes = answer.attempts.map(({ outcome }) => outcome)
  return { answer, afterMs, tries, outcomes, effects, entered, left }
}

describe('a first try that is late', () => {
  it('is cancelled where the second answers first', async () => {
    const { tries, outcomes, afterMs, effects, answer } = await hedge({ sin: late(5000), nrt: late(50) })
    expect(tries).toBe('sin;cancelled, nrt;200')
    expect(outcomes).toEqual(['ignored', 'succeeded'])
    expect(afterMs).toBe(lateMs + 50)
    expect(effects.calls[0]?.signal.aborted).toBe(true)
    expect(effects.calls[1]?.signal.aborted).toBe(false)
    expect(answer.candidate?.endpoint.id).toBe('nrt')
  })

  it('wins where it answers first all the same', async () => {
    const { tries, afterMs, effects } = await hedge({ sin: late(400), nrt: late(500) })
    expect(tries).toBe('nrt;cancelled, sin;200')
    expect(afterMs).toBe(400)
    expect(effects.calls[1]?.signal.aborted).toBe(true)
  })

  it('is waited for where the second fails', async () => {
    const { tries, afterMs } = await hedge({ sin: late(1000), nrt: refusal(503) })
    expect(tries).toBe('nrt;503, sin;200')
    expect(afterMs).toBe(1000)
  })

  it('leaves the call to the second where it fails', async () => {
    const { tries, afterMs } = await hedge({ sin: late(400, refusal(503)), nrt: late(500) })
    expect(tries).toBe('sin;503, nrt;200')
    expect(afterMs).toBe(lateMs + 500)
  })

  it('and its second, when both fail, leave the call to the third', async () => {
    const { tries } = await hedge({
      sin: late(400, refusal(503)),
      nrt: late(200, refusal(503)),
      fra: whole(),
    })
    expect(tries).toBe('sin;503, nrt;503, fra;200')
  })

  it('gives its place back with that of the loser', async () => {
    const { entered, left } = await hedge({ sin: late(5000), nrt: late(50) })
    expect(entered).toEqual(['sin', 'nrt'])
    expect(left).toEqual(['sin'])
  })
})

describe('room for a second try', () => {
  it('is not waited for, and no hedge is counted where there is none', async () => {
    const asked: [string, number][] = []
    let taken = 0
    const { tries, afterMs } = await hedge(
      { sin: late(400), nrt: whole() },
      {
        enter: async ({ id }, waitMs) => {
          asked.push([id, waitMs])
          return id === 'nrt' ? undefined : () => {}
        },
        takeHedge: () => {
          taken += 1
          return true
        },
      },
    )
    expect([tries, afterMs]).toEqual(['sin;200', 400])
    expect(asked).toEqual([
      ['sin', 100],
      ['nrt', 0],
    ])
    expect(taken).toBe(0)
  })

  it('that there was none of is looked for again where the first then fails', async () => {
    let asked = 0
    const { tries } = await hedge(
      { sin: late(400, refusal(503)), nrt: whole() },
      {
        enter: async ({ id }) => {
          if (id === 'nrt') asked += 1
          return id === 'nrt' && asked === 1 ? undefined : () => {}
        },
      },
    )
    expect(tries).toBe('sin;503, nrt;200')
  })
})

it('what either of two that failed says of the others holds', async () => {
  const spent = refusal(402)
  const { tries } = await hedge({ sin: late(400, spent), nrt: late(200, refusal(503)), fra: whole() }, {}, [
    'sin',
    'fra',
  ])
  expect(tries).toBe('sin;402, nrt;503')
})

describe('a single try is made', () => {
  it('where the first answers in time', async () => {
    expect((await hedge({ sin: late(lateMs - 1), nrt: whole() })).tries).toBe('sin;200')
  })

  it('where hedges are used up', async () => {
    const { tries, afterMs } = await hedge({ sin: late(5000), nrt: whole() }, { takeHedge: () => false })
    expect([tries, afterMs]).toEqual(['sin;200', 5000])
  })

  it('where there is no other endpoint, and no hedge is counted', async () => {
    let taken = 0
    const takeHedge = () => {
      taken += 1
      return true
    }
    expect((await hedge({ sin: late(5000) }, { takeHedge })).tries).toBe('sin;200')
    expect(taken).toBe(0)
  })

  it('where the plan asks for no more', async () => {
    expect((await hedge({ sin: late(5000), nrt: whole() }, { hedgeAfterMs: undefined })).tries).toBe(
      'sin;200',
    )
  })
})
