import { describe, expect, it } from 'vitest'
import { countryLatencies } from '@/lib/status/country-latencies'
import { buildEndpoint } from '../support/build-endpoint'
import { usageRow } from '../support/usage-row'

const sin = buildEndpoint({ id: 'sin', location: { latitude: 1.35, longitude: 103.82 } })
const of = (countries: readonly string[], rows: Readonly<Record<string, readonly number[]>> = {}) => {
  const seen = new Map(
    Object.entries(rows).map(([place, durations]) => [`place/${place}`, usageRow({}, durations)]),
  )
  const servedBy = (country: string) => (countries.includes(country) ? sin : undefined)
  return countryLatencies({ seen, servedBy })
}

describe('the latency of a country', () => {
  it('is estimated by the distance where nothing was measured', () => {
    const [malaysia, vietnam] = of(['MY', 'VN'])
    expect([malaysia?.country, malaysia?.how, vietnam?.how]).toEqual(['MY', 'estimated', 'estimated'])
    expect(malaysia?.ms ?? 0).toBeLessThan(vietnam?.ms ?? 0)
    expect(vietnam?.ms).toBeLessThan(80)
  })

  it('is what its own streams took where there were some', () => {
    const [vietnam] = of(['VN'], { 'VN|sin': [300, 300] })
    expect(vietnam).toMatchObject({ how: 'measured', endpoint: 'sin' })
    expect(Math.abs((vietnam?.ms ?? 0) - 300)).toBeLessThan(15)
  })

  it('has the endpoint’s own time in an estimate too, once it is known from others', () => {
    const [malaysia] = of(['MY', 'VN'], { 'VN|sin': [300] })
    expect(malaysia?.how).toBe('estimated')
    expect(malaysia?.ms).toBeGreaterThan(250)
  })

  it('is told of no country that nobody may serve', () => {
    expect(of([])).toEqual([])
  })
})
