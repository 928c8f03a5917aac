import { quantile } from '../quantile'
import type { Crowd, Kind, Measured, Sample } from './measured'

/** Which calls a figure is of. */
export type Manner = { readonly kind: Kind; readonly connections: Crowd }

export const quiet: Manner = { kind: 'plain', connections: 1 }

export function sampleOf({ samples }: Measured, { kind, connections }: Manner): Sample | undefined {
  return samples.find(sample => sample.kind === kind && sample.connections === connections)
}

/** What a set-up adds to the direct call at a level, in ms: to a call's end, or to the first byte of its answer. */
export function addedMs(
  measured: Measured,
  {
    direct,
    level,
    until = 'endMs',
    ...manner
  }: Manner & {
    readonly direct: Measured
    readonly level: number
    readonly until?: 'endMs' | 'firstMs'
  },
): number {
  const at = (each: Measured) => quantile(sorted(sampleOf(each, manner)?.[until] ?? []), level)
  return at(measured) - at(direct)
}

/** Calls in each second. */
export function callsPerSecond(measured: Measured, manner: Manner): number {
  const sample = sampleOf(measured, manner)
  return sample === undefined ? Number.NaN : sample.endMs.length / sample.seconds
}

/** Calls for each second that a processor was busy with them. */
export function callsPerProcessorSecond(measured: Measured, manner: Manner): number {
  const sample = sampleOf(measured, manner)
  return sample === undefined ? Number.NaN : (1000 * sample.endMs.length) / sample.processorMs
}

/** How many calls failed, in whatever manner. */
export function failedCalls({ samples }: Measured): number {
  const counts = samples.flatMap(({ failures }) => Object.values(failures))
  return counts.reduce((sum, count) => sum + count, 0)
}

function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((one, other) => one - other)
}
