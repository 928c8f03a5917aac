import { expect, it } from 'vitest'
import { usageEventOf } from '@/lib/operations/usage-event-of'

it('who includes the usage asks for its event', () => {
  expect(usageEventOf({ include_usage: true })).toBe('asked')
})

it.each([undefined, null, {}, { include_usage: false }, { include_usage: null }])(
  'who says %j does not',
  options => {
    expect(usageEventOf(options)).toBe('unasked')
  },
)
