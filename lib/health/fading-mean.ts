/** A mean of durations that forgets: of their logarithms, so that one long answer does not outweigh twenty short ones. */
export type FadingMean = {
  readonly meanLog: number
  readonly varianceLog: number
  /** How many samples it is worth. */
  readonly weight: number
  /** When the last sample came, in milliseconds since the epoch. */
  readonly at: number
}

/** How fast a mean forgets, and after how long without a sample it says nothing, in milliseconds. */
export type Memory = { readonly fadeMs: number; readonly lifetimeMs: number }

/** What is the case now, and what usually is. */
export const recently: Memory = { fadeMs: 10_000, lifetimeMs: 5 * 60_000 }
export const usually: Memory = { fadeMs: 10 * 60_000, lifetimeMs: 60 * 60_000 }

// Where samples are rare, the last few count however old they are, and each new one for a seventh.
const leastKept = 6

type Sample = { readonly milliseconds: number; readonly now: number; readonly memory?: Memory }

/**
 * The mean with one more sample.
 *
 * Peak EWMA, which lets each slower sample stand at once, suits times that vary little. Time to first token varies tenfold
 * with the prompt, and the peak of many samples is higher than the peak of a few: the endpoint with the traffic would
 * always look slower than those without. Failures, which must be felt at once, are counted apart.
 */
export function recordSample(
  mean: FadingMean | undefined,
  { milliseconds, now, memory = recently }: Sample,
): FadingMean {
  const value = Math.log(Math.max(1, milliseconds))
  const known = observeMean(mean, { now, memory })
  if (known === undefined) return { meanLog: value, varianceLog: 0, weight: 1, at: now }
  const left = known.weight * Math.exp(-Math.max(0, now - known.at) / memory.fadeMs)
  const weight = Math.max(left, Math.min(known.weight, leastKept)) + 1
  const step = (value - known.meanLog) / weight
  const meanLog = known.meanLog + step
  const varianceLog = (1 - 1 / weight) * (known.varianceLog + (value - known.meanLog) * step)
  return { meanLog, varianceLog, weight, at: now }
}

/** The mean as far as it still counts at `now`. */
export function observeMean(
  mean: FadingMean | undefined,
  { now, memory = recently }: { readonly now: number; readonly memory?: Memory },
): FadingMean | undefined {
  return mean !== undefined && now - mean.at <= memory.lifetimeMs ? mean : undefined
}

/** What is typical: the geometric mean, in milliseconds. */
export function typicalMs({ meanLog }: FadingMean): number {
  return Math.exp(meanLog)
}

const normalP95 = 1.645

/** What nineteen of twenty stay below, in milliseconds, as far as durations are log-normal. */
export function slowMs({ meanLog, varianceLog }: FadingMean): number {
  return Math.exp(meanLog + normalP95 * Math.sqrt(varianceLog))
}

// A few answers tell little of how they vary; the first tokens of an hour do by at least this.
const leastVariance = 0.1

/** The standard error of the mean's logarithm. */
export function standardError({ varianceLog, weight }: FadingMean): number {
  return Math.sqrt(Math.max(leastVariance, varianceLog) / weight)
}
