import { expect, it } from 'vitest'
import { countries } from '@/lib/geo/country'
import { countryName } from '@/lib/geo/country-name'

it('a country has its English name', () => {
  expect([countryName('VN'), countryName('DE')]).toEqual(['Vietnam', 'Germany'])
})

it('every country has a name that is not its code', () => {
  expect(countries.filter(code => countryName(code) === code)).toEqual([])
})
