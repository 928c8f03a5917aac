import { expect, it } from 'vitest'
import { moment } from '@/lib/access/moment'

it.each<[unknown, string]>([
  ['2026-11-02T12:00:00Z', '2026-11-02T12:00:00.000Z'],
  ['2026-11-02T19:00:00+07:00', '2026-11-02T12:00:00.000Z'],
  [1_793_620_800, '2026-11-02T12:00:00.000Z'],
  [0, '1970-01-01T00:00:00.000Z'],
  [253_402_300_799, '9999-12-31T23:59:59.000Z'],
  ['2026-11-02', '2026-11-02T00:00:00.000Z'],
  [1_793_620_800_123, '2026-11-02T12:00:00.123Z'],
  [253_402_300_799_999, '9999-12-31T23:59:59.999Z'],
])('%j is a moment', (value, iso) => {
  expect(moment.parse(value)).toBe(iso)
})

it.each([
  '',
  'tomorrow',
  '2026-02-30',
  '2026-02-30T00:00:00Z',
  '2026-11-02T12:00:00',
  '1793620800',
  -1,
  1.5,
  253_402_300_800_000,
  Number.MAX_SAFE_INTEGER,
  Number.NaN,
  null,
  true,
  {},
])('%j is none', value => {
  expect(moment.safeParse(value).success).toBe(false)
})
