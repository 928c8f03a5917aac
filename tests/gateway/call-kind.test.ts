import { expect, it } from 'vitest'
import { callKind } from '@/lib/gateway/call-kind'

const usual = { country: 'VN', model: 'gpt-4.1', zone: undefined, zones: undefined, operation: undefined }

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
