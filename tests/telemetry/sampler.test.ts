import { describe, expect, it } from 'vitest'
import { isSampled, samplerOf } from '@/lib/telemetry/sampler'
import { seededRandom } from '../support/seeded-random'

const parentOf = (isSampled: boolean) => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled })
const lowest = `${'f'.repeat(18)}${'0'.repeat(14)}`
const highest = 'f'.repeat(32)

describe('a call with a trace of its own', () => {
  it.each([
    [undefined, true],
    ['parentbased_always_on', true],
    ['parentbased_always_off', true],
    ['parentbased_traceidratio', true],
    ['always_on', false],
    ['always_off', false],
    ['traceidratio', false],
  ] as const)('is traced by %s as its caller says: %s', (name, isObeyed) => {
    const sampler = samplerOf(name, 0.5)
    const outcomes = [true, false].map(flag =>
      isSampled({ traceId: lowest, parent: parentOf(flag) }, sampler),
    )
    expect(outcomes[0] === true && outcomes[1] === false).toBe(isObeyed)
  })
})

describe('a call without one', () => {
  it.each([
    [undefined, true, true],
    ['always_on', true, true],
    ['always_off', false, false],
    ['traceidratio', false, true],
    ['parentbased_always_on', true, true],
    ['parentbased_always_off', false, false],
    ['parentbased_traceidratio', false, true],
  ] as const)('is traced by %s: %s for the lowest id, %s for the highest', (name, low, high) => {
    const sampler = samplerOf(name, 0.5)
    const outcomes = [lowest, highest].map(traceId => isSampled({ traceId, parent: undefined }, sampler))
    expect(outcomes).toEqual([low, high])
  })

  it('is never traced with a share of none, and always with all', () => {
    for (const traceId of [lowest, highest, '0123456789abcdef0123456789abcdef']) {
      expect(isSampled({ traceId, parent: undefined }, samplerOf('traceidratio', 0))).toBe(false)
      expect(isSampled({ traceId, parent: undefined }, samplerOf('traceidratio', 1))).toBe(true)
    }
  })

  it('is traced as often as the share says', () => {
    const random = seededRandom(7)
    const digits = () => Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
    const ids = Array.from({ length: 4000 }, digits)
    const sampler = samplerOf('parentbased_traceidratio', 0.1)
    const traced = ids.filter(traceId => isSampled({ traceId, parent: undefined }, sampler)).length
    expect(traced).toBeGreaterThan(320)
    expect(traced).toBeLessThan(480)
  })
})
