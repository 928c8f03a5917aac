import { describe, expect, it } from 'vitest'
import { roundTrip } from '../world/round-trip'
import { countryTable } from './country-table'
import { edges } from './edges'
import { oracleChoice } from './oracle-choice'
import type { Scenario } from './scenario'
import { scenarios } from './scenarios'
import { sites } from './sites'

const runMs = 30_000

function choose(name: string, edge: string, atMs: number): string | undefined {
  const scenario: Scenario | undefined = scenarios.find(each => each.name === name)
  return scenario && oracleChoice(edge, scenario, { atMs, runMs })
}

describe('the oracle', () => {
  it('takes the shortest way where all are well', () => {
    for (const { id } of edges) {
      const ways = sites.map(({ region }) => roundTrip(id, region) ?? Number.POSITIVE_INFINITY)
      const chosen = sites.find(site => site.id === choose('calm', id, 0))
      expect(roundTrip(id, chosen?.region ?? '')).toBe(Math.min(...ways))
    }
  })

  it('avoids what refuses, and what will before the answer has begun', () => {
    expect(choose('region-lost', 'fra1', 7000)).toBe('fra')
    expect(choose('region-lost', 'fra1', 9000)).toBe('dub')
    expect(choose('region-lost', 'fra1', 15_000)).toBe('dub')
    expect(choose('region-lost', 'fra1', 20_000)).toBe('fra')
    expect(choose('errors', 'hnd1', 15_000)).toBe('sin')
    expect(choose('congested', 'iad1', 0)).toBe('pdx')
  })

  it('goes further where that is faster, and only there', () => {
    expect(choose('slow', 'yul1', 15_000)).toBe('pdx')
    expect(choose('slow', 'sin1', 15_000)).toBe('sin')
  })
})

describe('the country table', () => {
  it('is wrong for three places only', () => {
    const wrong = edges.flatMap(({ id, countries }) =>
      countries
        .filter(country => countryTable[country]?.[0] !== choose('calm', id, 0))
        .map(country => `${country} at ${id}`),
    )
    expect(wrong).toEqual(['ZA at cpt1', 'NA at cpt1', 'TW at hkg1', 'US at pdx1', 'US at sfo1'])
  })
})
