import { expect, it } from 'vitest'
import { askedZone } from '@/lib/gateway/asked-zone'

it.each([
  ['names a zone', { 'x-route-zone': 'EU' }, 'EU'],
  ['is empty, and leaves no zone', { 'x-route-zone': '' }, ''],
  ['is absent', {}, undefined],
])('the header %s', (_, headers, zone) => {
  expect(askedZone(new Headers(headers))).toBe(zone)
})
