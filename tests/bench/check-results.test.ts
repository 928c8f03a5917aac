import { describe, expect, it } from 'vitest'
import { checkResults } from './check-results'
import { makeCalls } from './make-calls'
import type { Outcome, PolicyResult } from './outcome'
import { scenarios } from './scenarios'

const seconds = 30
const calls = makeCalls({ seed: 1, rate: 20, seconds, warmUpSeconds: 0 })

function result(policy: string, changes: (outcome: Outcome) => Partial<Outcome> = () => ({})): PolicyResult {
  const outcomes = calls.map(call => {
    const usual = { call, firstContentMs: 100, failure: undefined, endpoint: 'sin', attempts: 1, probes: 0 }
    return { ...usual, ...changes(usual) }
  })
  return { policy, outcomes, backgroundProbes: 0 }
}

function failing(name: string, results: readonly PolicyResult[]): string[] {
  const scenario = scenarios.find(each => each.name === name)
  if (scenario === undefined) throw new Error(`There is no scenario ${name}.`)
  return checkResults(scenario, { results, seconds })
    .filter(({ holds }) => !holds)
    .map(check => check.name)
}

const failed = { firstContentMs: undefined, failure: '502' }

describe('checkResults', () => {
  it('lets pass what is as good as the oracle', () => {
    for (const { name } of scenarios) {
      const one = result('one-endpoint', () => ({ firstContentMs: 10_000 }))
      expect(failing(name, [one, result('isochrone'), result('oracle')])).toEqual([])
    }
  })

  it('allows 5 % of regret where it is calm and 15 % elsewhere', () => {
    const results = [result('isochrone', () => ({ firstContentMs: 110 })), result('oracle')]
    expect(failing('calm', results)).toEqual(['regret at p50', 'regret at p95'])
    expect(failing('slow', results)).toEqual([])
  })

  it('allows no error once an outage has lasted 5 s', () => {
    const failingFrom = (from: number) =>
      result('isochrone', ({ call }) => (call.at >= from && call.at < from + 1000 ? failed : {}))
    expect(failing('region-lost', [failingFrom(11_000)])).toEqual(['errors'])
    expect(failing('region-lost', [failingFrom(16_000)])).toEqual([
      'errors',
      'errors after the first 5 s of the outage',
    ])
    expect(failing('rate-limited', [failingFrom(11_000)])).toEqual([])
  })

  it('counts attempts and probes', () => {
    const busy = { ...result('isochrone', () => ({ attempts: 1.2 })), backgroundProbes: 100 }
    expect(failing('calm', [busy])).toEqual(['attempts per call', 'probes per call'])
  })

  it('wants the gain over the one congested endpoint', () => {
    const one = result('one-endpoint', () => ({ firstContentMs: 1800 }))
    expect(failing('congested', [one, result('isochrone')])).toEqual([
      'against one-endpoint at p50',
      'against one-endpoint at p95',
      'against one-endpoint at p99',
    ])
  })
})
