import { describe, expect, it } from 'vitest'
import { roll } from '@/lib/routing/roll'

const count = 20_000

describe('a roll', () => {
  it('is the same for the same text', () => {
    expect(roll('conversation/sin')).toBe(roll('conversation/sin'))
  })

  it.each([
    ['nothing', ''],
    ['a letter', 'a'],
    ['a name that every object has', '__proto__'],
    ['signs of other planes', '😀'],
    ['a control character', '\u0000'],
    ['a hundred thousand characters', 'x'.repeat(100_000)],
  ])('of %s lies from 0 up to 1', (_, text) => {
    expect(roll(text)).toBeGreaterThanOrEqual(0)
    expect(roll(text)).toBeLessThan(1)
  })

  it.each([
    ['count up', (at: number) => `panic/${at}`],
    ['end alike', (at: number) => `${at}/sin`],
    ['are throws themselves', (at: number) => `explore/${at / count}`],
  ])('is spread evenly over texts that %s', (_, textOf) => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let at = 0; at < count; at++) {
      const tenth = Math.floor(roll(textOf(at)) * 10)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    for (const each of tenths) expect(Math.abs(each - count / 10)).toBeLessThan(200)
  })

  it('for one text says nothing of another that differs in one character', () => {
    let both = 0
    for (let at = 0; at < count; at++)
      if (roll(`explore/${at}`) < 0.5 && roll(`explord/${at}`) < 0.5) both += 1
    expect(both / count).toBeCloseTo(0.25, 1)
  })
})
