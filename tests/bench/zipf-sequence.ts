import { createRandom } from './random'

export type ZipfOptions = {
  readonly seed: number
  readonly length: number
  /** How many different ones there are. */
  readonly prompts: number
  /** The exponent: 0 makes all as frequent, and the larger it is the more often the first ones come. */
  readonly skew: number
}

/** Prompts by their rank, from 0, each drawn with a chance in proportion to 1 / (rank + 1) ** skew. */
export function zipfSequence({ seed, length, prompts, skew }: ZipfOptions): readonly number[] {
  const random = createRandom(seed)
  let sum = 0
  const upTo = Array.from({ length: prompts }, (_, rank) => {
    sum += 1 / (rank + 1) ** skew
    return sum
  })
  return Array.from({ length }, () => firstAbove(upTo, random() * sum))
}

function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((ascending[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}
