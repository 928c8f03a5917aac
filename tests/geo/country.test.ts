import { describe, expect, it } from 'vitest'
import { centroidOfCountry, countries, parseCountry } from '@/lib/geo/country'
import { greatCircleDistance } from '@/lib/geo/great-circle-distance'

describe('the countries', () => {
  it('are the 249 of ISO 3166-1, in alphabetical order', () => {
    expect(countries).toHaveLength(249)
    expect(countries).toEqual([...new Set(countries)].sort())
    expect(countries.filter(code => !/^[A-Z]{2}$/.test(code))).toEqual([])
  })

  it('are each known by their code in either case', () => {
    expect(countries.map(parseCountry)).toEqual(countries)
    expect(countries.map(code => parseCountry(code.toLowerCase()))).toEqual(countries)
  })

  it('each lie at a place on Earth', () => {
    for (const code of countries) {
      const { latitude = Number.NaN, longitude = Number.NaN } = centroidOfCountry(code) ?? {}
      expect([code, Math.abs(latitude) <= 90, Math.abs(longitude) <= 180]).toEqual([code, true, true])
    }
  })
})

describe('a value that is no country', () => {
  it.each([
    ['nothing', null],
    ['nothing at all', undefined],
    ['an empty value', ''],
    ['XX, for unknown', 'XX'],
    ['T1, for Tor', 'T1'],
    ['a code that is not assigned', 'ZZ'],
    ['a code of three letters', 'DEU'],
    ['one letter', 'D'],
    ['a code with spaces', ' D'],
    ['a code within a longer value', 'DE,FR'],
    ['300 characters', 'D'.repeat(300)],
    ['a name that every object has', 'constructor'],
  ])('is unknown: %s', (_, value) => {
    expect(parseCountry(value)).toBeUndefined()
  })
})

describe('the middle of a country', () => {
  it('is unknown where the country is', () => {
    expect(centroidOfCountry(undefined)).toBeUndefined()
    expect(centroidOfCountry('XX')).toBeUndefined()
    expect(centroidOfCountry('')).toBeUndefined()
  })

  // Their geographic centres in whole degrees; an archipelago's is on its largest island.
  it.each<[string, number, number]>([
    ['AE', 24, 54],
    ['AR', -35, -65],
    ['AU', -25, 134],
    ['BR', -11, -53],
    ['CA', 60, -97],
    ['CD', -3, 24],
    ['CL', -36, -71],
    ['CN', 36, 103],
    ['CO', 4, -73],
    ['DE', 51, 10],
    ['DZ', 28, 3],
    ['EG', 27, 30],
    ['ES', 40, -4],
    ['FI', 64, 26],
    ['FJ', -18, 178],
    ['FR', 47, 2],
    ['GB', 54, -2],
    ['GL', 73, -42],
    ['HK', 22, 114],
    ['ID', 0, 114],
    ['IN', 22, 79],
    ['IR', 32, 54],
    ['IS', 65, -19],
    ['IT', 43, 12],
    ['JP', 36, 138],
    ['KE', 0, 38],
    ['KR', 36, 128],
    ['KZ', 48, 67],
    ['MX', 24, -102],
    ['NG', 10, 8],
    ['NO', 64, 12],
    ['NZ', -44, 170],
    ['PE', -9, -75],
    ['PL', 52, 19],
    ['RU', 65, 96],
    ['SA', 24, 45],
    ['SG', 1, 104],
    ['TR', 39, 35],
    ['TW', 24, 121],
    ['UA', 49, 31],
    ['US', 40, -99],
    ['VN', 16, 107],
    ['ZA', -29, 25],
  ])('lies in its middle: %s', (code, latitude, longitude) => {
    const centroid = centroidOfCountry(code) ?? { latitude: Number.NaN, longitude: Number.NaN }
    expect(greatCircleDistance(centroid, { latitude, longitude })).toBeLessThan(400)
  })
})
