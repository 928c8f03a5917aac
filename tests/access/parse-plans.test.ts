import { describe, expect, it } from 'vitest'
import bundledPlans from '@/lib/access/bundled-plans.json'
import { parsePlans } from '@/lib/access/parse-plans'
import { buildPlan } from '../support/build-plan'

const bundled = parsePlans(bundledPlans).value

describe('the bundled plans', () => {
  it('are free, pro, enterprise and anonymous', () => {
    expect(parsePlans(bundledPlans).problems).toEqual([])
    expect([...(bundled?.values() ?? [])]).toEqual([
      buildPlan({
        name: 'free',
        requestsPerMinute: 100,
        tokensPerMinute: 100_000,
        concurrency: 4,
        maxTokensPerRequest: 4096,
        budgetUsdPerDay: 1,
        whenUncounted: 'refused',
      }),
      buildPlan({ name: 'pro', requestsPerMinute: 1000 }),
      buildPlan({ name: 'enterprise', requestsPerMinute: 10_000 }),
      buildPlan({ name: 'anonymous', requestsPerMinute: 600, concurrency: 64, whenUncounted: 'refused' }),
    ])
  })
})

describe('a plan', () => {
  const only = (row: unknown, name = 'gold') => parsePlans({ [name]: row }).value?.get(name)

  it('that says nothing limits nothing', () => {
    expect(only({})).toEqual(buildPlan({ name: 'gold' }))
  })

  it('may allow nothing at all', () => {
    expect(only({ requestsPerMinute: 0, models: [] })).toMatchObject({ requestsPerMinute: 0, models: [] })
  })

  it('with a star among others allows all', () => {
    expect(only({ models: ['gpt-4.1', '*'], zones: ['*'] })).toMatchObject({
      models: undefined,
      zones: undefined,
    })
  })

  it('keeps its lists', () => {
    expect(only({ models: ['gpt-4.1'], zones: ['EU'] })).toMatchObject({ models: ['gpt-4.1'], zones: ['EU'] })
  })

  it.each([
    ['gold', undefined, 'allowance'],
    ['free', undefined, 'refused'],
    ['anonymous', undefined, 'refused'],
    ['free', 'allowance', 'allowance'],
    ['gold', 'refused', 'refused'],
  ])('of the name %s that says %j is %s while nobody counts', (name, whenUncounted, outcome) => {
    expect(only({ whenUncounted }, name)?.whenUncounted).toBe(outcome)
  })

  it('may say what is read elsewhere', () => {
    expect(only({ budgetUsdPerDay: 1 })).toBeDefined()
  })
})

describe('a document', () => {
  it('changes the plans that it names, and leaves the bundled others', () => {
    const { value } = parsePlans({ pro: { requestsPerMinute: 5 }, gold: {} }, { bundled })
    expect([...(value?.keys() ?? [])]).toEqual(['free', 'pro', 'enterprise', 'anonymous', 'gold'])
    expect(value?.get('pro')).toEqual(buildPlan({ requestsPerMinute: 5 }))
  })

  it.each<[string, unknown, string]>([
    ['text', 'text', ''],
    ['null', null, ''],
    ['a list', [], ''],
    ['empty', {}, ''],
    ['a plan that is no object', { pro: 5 }, 'pro'],
    ['a limit that is text', { free: {}, pro: { requestsPerMinute: '5' } }, 'pro.requestsPerMinute'],
    ['a limit below zero', { pro: { concurrency: -1 } }, 'pro.concurrency'],
    ['a broken limit', { pro: { tokensPerMinute: 1.5 } }, 'pro.tokensPerMinute'],
    ['a limit without end', { pro: { tokensPerMinute: 1e300 } }, 'pro.tokensPerMinute'],
    ['null for a limit', { pro: { concurrency: null } }, 'pro.concurrency'],
    ['models that are no list', { pro: { models: '*' } }, 'pro.models'],
    ['an empty zone', { pro: { zones: [''] } }, 'pro.zones[0]'],
    ['another way', { pro: { whenUncounted: 'open' } }, 'pro.whenUncounted'],
    ['a name with a space', { 'my plan': {} }, 'my plan'],
  ])('with a fault is refused whole, and says where: %s', (_, document, path) => {
    const { value, problems } = parsePlans(document, { bundled })
    expect(value).toBeUndefined()
    expect(problems).toHaveLength(1)
    expect(problems[0]?.path.replace(/[[\]"']/g, '')).toBe(path.replace(/[[\]]/g, ''))
  })

  it('with a field that nobody reads says so, and the rest is taken', () => {
    const { value, problems } = parsePlans({ gold: { requestPerMinute: 5, concurrency: 2 } })
    expect(value?.get('gold')).toMatchObject({ requestsPerMinute: undefined, concurrency: 2 })
    expect(problems).toEqual([
      { path: 'gold.requestPerMinute', message: expect.stringContaining('no such field') },
    ])
  })

  it('says all that is wrong with it', () => {
    const document = { a: { concurrency: -1 }, b: { concurrency: -1 } }
    expect(parsePlans(document).problems.map(({ path }) => path)).toEqual(['a.concurrency', 'b.concurrency'])
  })
})
