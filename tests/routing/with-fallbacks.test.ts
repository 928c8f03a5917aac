import { describe, expect, it } from 'vitest'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { withFallbacks } from '@/lib/routing/with-fallbacks'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { buildEndpoint } from '../support/build-endpoint'

const empty: RoutePlan = {
  residency: undefined,
  candidates: [],
  excluded: [{ endpoint: 'gru', reason: 'draining' }],
  leader: undefined,
  trial: 'sin|m',
}

const at = (id: string, models: readonly string[] = [], any = true) => {
  const names = new Map(models.map(name => [name, `${name}-prod`]))
  return buildCandidate(id, { endpoint: buildEndpoint({ id, models: { names, any } }) })
}

const plan = (...candidates: RoutePlan['candidates']): RoutePlan => ({ ...empty, candidates })
const other = buildCall({ model: 'other' })
const third = buildCall({ model: 'third' })

const order = ({ candidates }: RoutePlan) =>
  candidates.map(({ endpoint, call }) => (call ? `${endpoint.id}:${call.model}` : endpoint.id))

describe('the models that stand in', () => {
  it('come behind the model itself, in their order, each with its own call', () => {
    const whole = withFallbacks(plan(at('sin', ['gpt-4.1'])), [other, third], call =>
      plan(at('nrt', [call.model]), at(`${call.model}-own`, [call.model])),
    )
    expect(order(whole)).toEqual(['sin', 'nrt:other', 'other-own:other', 'nrt:third', 'third-own:third'])
    const short = withFallbacks(plan(at('sin')), [other, third], call => plan(at('nrt', [call.model])))
    expect(order(short)).toEqual(['sin', 'nrt:other', 'nrt:third'])
    expect(short.candidates[1]?.call).toBe(other)
    expect(short.candidates[2]?.call).toBe(third)
  })

  it('are asked for where nothing serves the model itself', () => {
    const whole = withFallbacks(plan(), [other], () => plan(at('nrt', ['other'])))
    expect(order(whole)).toEqual(['nrt:other'])
  })

  it('may be asked of an endpoint that serves the model itself', () => {
    const whole = withFallbacks(plan(at('sin', ['m'])), [other], () => plan(at('sin', ['other'])))
    expect(order(whole)).toEqual(['sin', 'sin:other'])
  })

  it('are asked of endpoints that take any where none names them', () => {
    const whole = withFallbacks(plan(at('sin')), [other], () => plan(at('any'), at('else', ['third'])))
    expect(order(whole)).toEqual(['sin', 'any:other', 'else:other'])
  })

  it('are asked only of endpoints that name them where one does', () => {
    const whole = withFallbacks(plan(at('sin')), [other], () =>
      plan(at('any'), at('else', ['third']), at('nrt', ['other'], false)),
    )
    expect(order(whole)).toEqual(['sin', 'nrt:other'])
  })

  it('keep the place that their own plan gives them', () => {
    const listed = [at('b', ['other']), at('a', ['other'])]
    expect(order(withFallbacks(plan(), [other], () => plan(...listed)))).toEqual(['b:other', 'a:other'])
  })
})

describe('the plan', () => {
  it('stays the same where nobody stands in', () => {
    const own = plan(at('sin'))
    expect(withFallbacks(own, [], () => plan(at('nrt')))).toBe(own)
  })

  it('keeps what else it says', () => {
    const whole = withFallbacks(plan(at('sin')), [other], () => ({
      ...plan(at('nrt', ['other'])),
      excluded: [],
      trial: undefined,
    }))
    expect(whole).toMatchObject({ excluded: empty.excluded, trial: 'sin|m' })
  })

  it('itself is not changed', () => {
    const own = plan(at('sin'))
    withFallbacks(own, [other], () => plan(at('nrt', ['other'])))
    expect(order(own)).toEqual(['sin'])
  })
})
