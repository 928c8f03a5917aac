import { expect, it } from 'vitest'
import { drawnCallers } from '@/lib/gateway/drawn-callers'

it.each([
  [0.05, null, '5 % of the callers'],
  [0.5, ['VN'], '50 % of the callers from VN'],
  [0.07, ['VN', 'TH'], '7 % of the callers from VN and TH'],
  [0.0004, null, '0.04 % of the callers'],
  [0.9999, null, '99.99 % of the callers'],
  [1, null, '100 % of the callers'],
])('whom a canary draws is told as it is written: %d of %j', (share, countries, told) => {
  expect(drawnCallers({ share, countries })).toBe(told)
})
