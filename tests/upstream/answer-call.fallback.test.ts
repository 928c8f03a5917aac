import { describe, expect, it } from 'vitest'
import { changeCall } from '@/lib/operations/parse-call'
import { type Answer, type AnswerContext, answerCall } from '@/lib/upstream/answer-call'
import { buildAnswerContext } from '../support/build-answer-context'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { completion, refusal } from '../support/completion'
import { createFakeEffects, type FakeEffects, type Reply, refused } from '../support/fake-effects'
import { upstreamEndpoint } from '../support/upstream-endpoint'

type Setting = Partial<Pick<AnswerContext, 'mayFailOver'>> & {
  readonly rows?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly onAttempt?: (effects: FakeEffects) => void
}

const call = buildCall()
const standIn = changeCall(call, { model: 'gpt-4.1-mini' })

/** Tries a plan of endpoints, each for the model itself or, with a `*`, for the one that stands in. */
function begin(plan: string, replies: Readonly<Record<string, Reply>>, setting: Setting = {}) {
  const { rows = {}, onAttempt = () => {}, mayFailOver = () => true } = setting
  const effects = createFakeEffects(replies)
  const endpoints = new Map(Object.keys(replies).map(id => [id, upstreamEndpoint(id, rows[id])]))
  const candidates = plan.split(' ').map(each => {
    const id = each.replace('*', '')
    const endpoint = endpoints.get(id) ?? upstreamEndpoint(id)
    return buildCandidate(id, { endpoint, ...(each.endsWith('*') && { call: standIn }) })
  })
  const answer = answerCall(candidates, {
    ...buildAnswerContext({ effects, mayFailOver, onAttempt: () => onAttempt(effects) }),
    call,
  })
  return { effects, outcome: async () => (await effects.outcome(answer)).value }
}

const triesOf = ({ attempts }: Answer) =>
  attempts
    .map(({ endpoint, model, label }) => `${endpoint}${model === 'gpt-4.1' ? '' : '*'};${label}`)
    .join(', ')
const unknown = refusal(404, { code: 'model_not_found' })

describe('a model that stands in', () => {
  it('is asked for after the failures of the first', async () => {
    const { effects, outcome } = begin('sin nrt fra*', {
      sin: refusal(503),
      nrt: refusal(429),
      fra: completion,
    })
    const value = await outcome()
    expect(triesOf(value)).toBe('sin;503, nrt;429, fra*;200')
    expect(value.candidate).toMatchObject({ endpoint: { id: 'fra' }, call: { model: 'gpt-4.1-mini' } })
    expect(effects.sent.map(({ body }) => JSON.parse(body ?? '').model)).toEqual([
      'gpt-4.1',
      'gpt-4.1',
      'gpt-4.1-mini',
    ])
  })

  it('is not asked for where the first answers', async () => {
    expect(triesOf(await begin('sin fra*', { sin: completion, fra: completion }).outcome())).toBe('sin;200')
  })

  it('may be asked of the same endpoint', async () => {
    const { outcome } = begin(
      'sin sin*',
      { sin: refusal(503) },
      {
        onAttempt: ({ answers }) => void answers.set('sin', completion),
      },
    )
    expect(triesOf(await outcome())).toBe('sin;503, sin*;200')
  })

  it('is within reach where all tries of the first have failed', async () => {
    const bad = refusal(503)
    const { outcome } = begin('sin nrt iad gru fra*', {
      sin: bad,
      nrt: bad,
      iad: bad,
      gru: completion,
      fra: completion,
    })
    expect(triesOf(await outcome())).toBe('sin;503, nrt;503, iad;503, fra*;200')
  })

  it('is within reach where as many as may have worked on the first', async () => {
    const bad = refusal(500)
    const { outcome } = begin('sin nrt iad fra*', { sin: bad, nrt: bad, iad: completion, fra: completion })
    expect(triesOf(await outcome())).toBe('sin;500, nrt;500, fra*;200')
  })

  it('is asked for once beyond the three tries, and not at all where it was among them', async () => {
    const bad = refusal(503)
    const all = { sin: bad, nrt: bad, iad: bad, fra: bad, dub: bad }
    expect(triesOf(await begin('sin nrt iad fra* dub*', all).outcome())).toBe(
      'sin;503, nrt;503, iad;503, fra*;503',
    )
    expect(triesOf(await begin('sin nrt sin* nrt*', all).outcome())).toBe('sin;503, nrt;503, sin*;503')
  })

  it('is not asked for where no more try may follow', async () => {
    const { outcome } = begin(
      'sin fra*',
      { sin: refusal(503), fra: completion },
      { mayFailOver: () => false },
    )
    expect(triesOf(await outcome())).toBe('sin;503')
  })

  it('is not asked for where the caller’s own fault is told', async () => {
    expect(triesOf(await begin('sin fra*', { sin: refusal(400), fra: completion }).outcome())).toBe('sin;400')
  })
})

describe('an endpoint that cannot be reached', () => {
  it('is not asked for the other model either', async () => {
    const { effects, outcome } = begin('sin sin* fra*', { sin: refused(), fra: completion })
    expect(triesOf(await outcome())).toBe('sin;refused, fra*;200')
    expect(effects.sent.map(({ endpoint }) => endpoint)).toEqual(['sin', 'fra'])
  })

  it('is the last where there is no other', async () => {
    const { outcome } = begin('sin sin*', { sin: refused() })
    const value = await outcome()
    expect(triesOf(value)).toBe('sin;refused')
    expect(value.result).toMatchObject({ kind: 'exhausted', error: { code: 'upstream_unreachable' } })
  })
})

describe('an account that has nothing left', () => {
  it('has nothing left for the other model either, wherever its key is used', async () => {
    const rows = { sin: { apiKeyEnv: 'ONE' }, nrt: { apiKeyEnv: 'ONE' }, fra: { apiKeyEnv: 'TWO' } }
    const replies = { sin: refusal(402), nrt: completion, fra: completion }
    expect(triesOf(await begin('sin nrt sin* nrt* fra*', replies, { rows }).outcome())).toBe(
      'sin;402, fra*;200',
    )
  })
})

describe('a model that an endpoint does not know', () => {
  it('says nothing of the one that stands in', async () => {
    const rows = { sin: { models: ['*'] }, nrt: { models: ['*'] }, fra: { models: ['*'] } }
    const { outcome } = begin('sin nrt fra*', { sin: unknown, nrt: completion, fra: completion }, { rows })
    expect(triesOf(await outcome())).toBe('sin;404, fra*;200')
  })

  it('says nothing of the one that stands in at the same endpoint', async () => {
    const { outcome } = begin(
      'sin sin*',
      { sin: unknown },
      { onAttempt: ({ answers }) => void answers.set('sin', completion) },
    )
    expect(triesOf(await outcome())).toBe('sin;404, sin*;200')
  })

  it('that stands in leaves the endpoints of it that do not list it out, and no others', async () => {
    const rows = { nrt: { models: ['*'] }, fra: { models: ['*', 'gpt-4.1-mini'] } }
    const replies = { sin: unknown, nrt: completion, fra: completion }
    expect(triesOf(await begin('sin* nrt* fra*', replies, { rows }).outcome())).toBe('sin*;404, fra*;200')
  })

  it('is told where the one that stands in is not known either', async () => {
    const rows = { sin: { models: ['*'] }, fra: { models: ['*'] } }
    const value = await begin('sin fra*', { sin: unknown, fra: unknown }, { rows }).outcome()
    expect(triesOf(value)).toBe('sin;404, fra*;404')
    expect(value.result).toMatchObject({ error: { code: 'model_not_found', status: 404 } })
  })
})
