import type { BenchCall } from './bench-call'
import { type Edge, edges } from './edges'
import { quantile } from './quantile'
import { createRandom, type Random } from './random'
import { seedOf } from './seed-of'
import { strata } from './strata'
import { traceQuantiles } from './trace-quantiles'

export type Load = {
  readonly seed: number
  /** Calls a second. */
  readonly rate: number
  readonly seconds: number
  readonly warmUpSeconds: number
}

/** The calls of a run in the order of their arrival; the same load makes the same calls. */
export function makeCalls({ seed, rate, seconds, warmUpSeconds }: Load): readonly BenchCall[] {
  const random = createRandom(seed)
  const warmUp = draw({ rate, seconds: warmUpSeconds, from: -warmUpSeconds * 1000 }, random)
  const counted = draw({ rate, seconds, from: 0 }, random)
  return [...warmUp, ...counted].map((call, index) => ({ ...call, index, seed: seedOf(`${seed} ${index}`) }))
}

type Stretch = { readonly rate: number; readonly seconds: number; readonly from: number }

function draw({ rate, seconds, from }: Stretch, random: Random) {
  const count = Math.round(rate * seconds)
  const arrivals = arrivalTimes(count, { withinMs: seconds * 1000, random })
  const places = strata(count, random)
  const lengths = strata(count, random)
  const answers = strata(count, random)
  return strata(count, random).map((luck, index) => {
    const edge = edgeAt(places[index] ?? 0)
    return {
      at: from + (arrivals[index] ?? 0),
      edge: edge.id,
      country: edge.countries[Math.floor(random() * edge.countries.length)] ?? 'US',
      contextTokens: Math.round(quantile(traceQuantiles.contextTokens, lengths[index] ?? 0)),
      generatedTokens: Math.round(quantile(traceQuantiles.generatedTokens, answers[index] ?? 0)),
      luck,
    }
  })
}

/** Ascending moments with the trace's gaps, stretched so that the last gap ends with the time. */
function arrivalTimes(count: number, { withinMs, random }: { withinMs: number; random: Random }): number[] {
  const gaps = strata(count + 1, random).map(level => quantile(traceQuantiles.interarrivalMs, level))
  const total = gaps.reduce((sum, gap) => sum + gap, 0)
  let elapsed = 0
  return gaps.slice(0, count).map(gap => {
    elapsed += gap
    return (elapsed / total) * withinMs
  })
}

const totalWeight = edges.reduce((sum, { weight }) => sum + weight, 0)

function edgeAt(level: number): Edge {
  let below = 0
  const found = edges.find(({ weight }) => {
    below += weight / totalWeight
    return level < below
  })
  const last = found ?? edges.at(-1)
  if (last === undefined) throw new Error('There are no edges.')
  return last
}
