import { describe, expect, it } from 'vitest'
import { zipfSequence } from './zipf-sequence'

const usual = { seed: 1, length: 50_000, prompts: 100, skew: 1 }

function shareOf(sequence: readonly number[], rank: number): number {
  return sequence.filter(each => each === rank).length / sequence.length
}

describe('zipfSequence', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(zipfSequence(usual)).toEqual(zipfSequence(usual))
    expect(zipfSequence(usual)).not.toEqual(zipfSequence({ ...usual, seed: 2 }))
  })

  it('is longer by what follows, and begins as a shorter one', () => {
    expect(zipfSequence({ ...usual, length: 70 }).slice(0, 50)).toEqual(
      zipfSequence({ ...usual, length: 50 }),
    )
  })

  it('draws each rank in proportion to its share', () => {
    const sequence = zipfSequence(usual)
    const sum = Array.from({ length: 100 }, (_, rank) => 1 / (rank + 1)).reduce((one, other) => one + other)
    for (const rank of [0, 1, 9]) expect(shareOf(sequence, rank)).toBeCloseTo(1 / (rank + 1) / sum, 2)
    expect(Math.min(...sequence)).toBe(0)
    expect(Math.max(...sequence)).toBe(99)
  })

  it('draws all ranks alike without skew', () => {
    const sequence = zipfSequence({ ...usual, prompts: 4, skew: 0 })
    for (const rank of [0, 1, 2, 3]) expect(shareOf(sequence, rank)).toBeCloseTo(0.25, 2)
  })

  it('draws the one that there is', () => {
    expect(zipfSequence({ ...usual, length: 3, prompts: 1 })).toEqual([0, 0, 0])
  })
})
