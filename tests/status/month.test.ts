import { describe, expect, it } from 'vitest'
import { monthName, nearestMonth, neighbourMonths } from '@/lib/status/month'

const now = Date.UTC(2026, 10, 20, 12)

describe('the month that is asked for', () => {
  it.each([
    ['2026-11', '2026-11'],
    ['2026-03', '2026-03'],
    ['2026-3', '2026-03'],
    ['2025-11', '2025-11'],
    // History begins there, and ends here.
    ['2025-10', '2025-11'],
    ['0000-00', '2025-11'],
    ['2026-12', '2026-11'],
    ['9999-99', '2026-11'],
    ['2026-00', '2026-01'],
    ['', '2026-11'],
    [undefined, '2026-11'],
    ['now', '2026-11'],
    ['2026-11-20', '2026-11'],
    ['<script>', '2026-11'],
  ])('%s is %s', (asked, name) => {
    expect(nearestMonth(asked, now).name).toBe(name)
  })

  it('reaches from its first moment to the next one’s', () => {
    expect(nearestMonth('2025-12', now)).toEqual({
      name: '2025-12',
      from: Date.UTC(2025, 11, 1),
      to: Date.UTC(2026, 0, 1),
    })
  })
})

describe('the months around one', () => {
  const around = (name: string) => {
    const { previous, next } = neighbourMonths(nearestMonth(name, now), now)
    return [previous?.name, next?.name]
  }
  it.each([
    ['2026-01', ['2025-12', '2026-02']],
    ['2025-12', ['2025-11', '2026-01']],
    ['2025-11', [undefined, '2025-12']],
    ['2026-11', ['2026-10', undefined]],
  ])('%s', (name, names) => {
    expect(around(name)).toEqual(names)
  })

  it('a moment lies in one of them, by UTC', () => {
    expect(monthName(Date.UTC(2026, 11, 1) - 1)).toBe('2026-11')
    expect(monthName(Date.UTC(2026, 11, 1))).toBe('2026-12')
  })
})
