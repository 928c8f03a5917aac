import { describe, expect, it } from 'vitest'
import { conditionAt, type Scenario } from './scenario'
import { scenarios } from './scenarios'

const runMs = 30_000

function scenario(name: string): Scenario {
  const found = scenarios.find(each => each.name === name)
  if (found === undefined) throw new Error(`There is no scenario ${name}.`)
  return found
}

function isUp(name: string, endpoint: string, atMs: number): boolean {
  return conditionAt(scenario(name), endpoint, { atMs, runMs }).isUp
}

describe('conditionAt', () => {
  it('has the fault in its period and at its endpoint only', () => {
    expect([9999, 10_000, 19_999, 20_000].map(at => isUp('region-lost', 'fra', at))).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect(isUp('region-lost', 'dub', 15_000)).toBe(true)
  })

  it('takes turns where the scenario does', () => {
    expect([-1, 0, 4999, 5000, 9999, 10_000].map(at => isUp('flapping', 'sin', at))).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ])
  })

  it('has the congested endpoint congested before anything is counted', () => {
    const { refusedShare } = conditionAt(scenario('congested'), 'iad', {
      atMs: Number.NEGATIVE_INFINITY,
      runMs,
    })
    expect(refusedShare).toBe(0.023)
  })
})
