import { expect, it } from 'vitest'
import { isClearlyBetter } from '@/lib/routing/is-clearly-better'

it.each([
  { wait: 70, than: 100, better: true, rule: '30 ms' },
  { wait: 70.1, than: 100, better: false, rule: '30 ms' },
  { wait: 120, than: 150, better: true, rule: 'both' },
  { wait: 120.1, than: 150, better: false, rule: 'both' },
  { wait: 800, than: 1000, better: true, rule: '20 %' },
  { wait: 801, than: 1000, better: false, rule: '20 %' },
  { wait: 0, than: 30, better: true, rule: '30 ms' },
  { wait: 0, than: 29, better: false, rule: '30 ms' },
  { wait: 100, than: 100, better: false, rule: 'both' },
  { wait: 200, than: 100, better: false, rule: 'both' },
])('$wait ms against $than ms: $better, by $rule', ({ wait, than, better }) => {
  expect(isClearlyBetter(wait, { excess: than, isSettled: true })).toBe(better)
})

it.each([
  { wait: 100, than: 200, better: true },
  { wait: 101, than: 200, better: false },
  { wait: 0, than: 100, better: true },
  { wait: 0, than: 99, better: false },
  { wait: 800, than: 1000, better: true },
  { wait: 801, than: 1000, better: false },
])('$wait ms against $than ms that one probe tells of: $better', ({ wait, than, better }) => {
  expect(isClearlyBetter(wait, { excess: than, isSettled: false })).toBe(better)
})

it('of two waits not both are clearly better', () => {
  for (let one = 0; one < 400; one += 7)
    for (let other = 0; other < 400; other += 7)
      for (const isSettled of [true, false]) {
        const better = isClearlyBetter(one, { excess: other, isSettled })
        expect(better && isClearlyBetter(other, { excess: one, isSettled })).toBe(false)
      }
})
