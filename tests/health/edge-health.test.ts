import { describe, expect, it } from 'vitest'
import { healthKey, nothingKnown } from '@/lib/health/edge-health'

const served = (...names: string[]) => ({ id: 'sin', models: { names: new Map(names.map(n => [n, n])) } })

describe('the name under which the service of a model is remembered', () => {
  it.each([
    ['a listed model is its own', 'gpt-4.1', 'sin|gpt-4.1'],
    ['a model that no row lists is that of all such', 'whatever-a-caller-sends', 'sin|*'],
    ['another spelling of a listed model is that of all such', 'GPT-4.1', 'sin|*'],
    ['a name that every object has is that of all such', 'constructor', 'sin|*'],
    ['an empty name is that of all such', '', 'sin|*'],
    ['no model in particular is that of all such', undefined, 'sin|*'],
  ])('of %s', (_, model, key) => {
    expect(healthKey(served('gpt-4.1', 'o4-mini'), model)).toBe(key)
  })

  it("is the caller's, not the endpoint's own", () => {
    expect(healthKey({ id: 'sin', models: { names: new Map([['m', 'm-prod']]) } }, 'm')).toBe('sin|m')
    expect(healthKey({ id: 'sin', models: { names: new Map([['m', 'm-prod']]) } }, 'm-prod')).toBe('sin|*')
  })

  it('is as many as the rows list, and one more, however many names callers make up', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `made-up-${at}`)
    const keys = [...names, 'a', 'b'].map(name => healthKey(served('a', 'b'), name))
    expect([...new Set(keys)].sort()).toEqual(['sin|*', 'sin|a', 'sin|b'])
  })
})

it('where nothing is known there is no endpoint, no model and no time', () => {
  expect([nothingKnown.endpoints.size, nothingKnown.models.size, nothingKnown.processing.size]).toEqual([
    0, 0, 0,
  ])
})
