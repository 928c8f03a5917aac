import { expect, it } from 'vitest'
import { changeGroups } from '@/lib/routing/change-groups'
import type { CountryChange } from '@/lib/routing/region-map-changes'

function change(country: string, from: string | null, to: string | null): CountryChange {
  return {
    country,
    name: country,
    from,
    to,
    reason: to === null ? null : 'listed',
    order: { from: [], to: [] },
  }
}

it('countries that move the same way stand together, the way of most first', () => {
  const groups = changeGroups([
    change('DE', 'fra', null),
    change('TH', 'sin', 'nrt'),
    change('VN', 'sin', 'nrt'),
    change('US', null, 'iad'),
  ])
  expect(
    groups.map(({ from, to, reason, countries }) => [
      from,
      to,
      reason,
      countries.map(({ country }) => country),
    ]),
  ).toEqual([
    ['sin', 'nrt', 'listed', ['TH', 'VN']],
    ['fra', null, null, ['DE']],
    [null, 'iad', 'listed', ['US']],
  ])
})

it('ways that differ in their reason are two', () => {
  const near: CountryChange = { ...change('TH', 'sin', 'nrt'), reason: 'nearest' }
  expect(changeGroups([near, change('VN', 'sin', 'nrt')])).toHaveLength(2)
})

it('without changes there are none', () => {
  expect(changeGroups([])).toEqual([])
})
