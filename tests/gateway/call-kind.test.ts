import { expect, it } from 'vitest'
import { callKind } from '@/lib/gateway/call-kind'
import { buildRegionMap } from '../support/build-region-map'

const zone = (endpoints: readonly string[]) => ({ name: 'SEA', countries: new Set(['VN']), endpoints })
const lists = {
  countries: new Map([['VN', ['sin', 'iad']]]),
  zones: [zone(['nrt'])],
  default: ['fra'],
}
const map = buildRegionMap([], lists)
const usual = {
  map,
  country: 'VN',
  model: 'gpt-4.1',
  zone: undefined,
  zones: undefined,
  operation: undefined,
}

it('calls that have the same candidates are of one kind', () => {
  expect(callKind({ ...usual })).toBe(callKind({ ...usual }))
  expect(callKind({ ...usual, zones: ['EU', 'US'] })).toBe(callKind({ ...usual, zones: ['EU', 'US'] }))
})

it.each([
  ['country', { country: 'DE' }],
  ['country, as it has none', { country: undefined }],
  ['model', { model: 'gpt-4o' }],
  ['model, as it names none', { model: undefined }],
  ['zone', { zone: 'EU' }],
  ['plan', { zones: ['EU'] }],
  ['operation', { operation: 'responses' as const }],
])('a call of another %s is of another kind', (_, other) => {
  expect(callKind({ ...usual, ...other })).not.toBe(callKind(usual))
})

it('a zone that is asked for is not one that a plan allows', () => {
  expect(callKind({ ...usual, zone: 'EU' })).not.toBe(callKind({ ...usual, zones: ['EU'] }))
})

it.each([
  ['its country', { countries: new Map([['VN', ['iad', 'sin']]]) }],
  ['its country’s zone', { zones: [zone(['nrt', 'sin'])] }],
  ['all', { default: ['iad'] }],
])('a call for which the operator now lists others is of another kind: for %s', (_, changed) => {
  expect(callKind({ ...usual, map: buildRegionMap([], { ...lists, ...changed }) })).not.toBe(callKind(usual))
})

it('a call is of the same kind whatever is listed for other countries', () => {
  const other = new Map([...lists.countries, ['DE', ['fra']]])
  const changed = buildRegionMap([], { ...lists, countries: other })
  expect(callKind({ ...usual, map: changed })).toBe(callKind(usual))
})
