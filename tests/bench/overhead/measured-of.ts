import type { Measured, Sample } from './measured'

type Given = Partial<Omit<Measured, 'samples'>> & {
  /** How long each call took, in whatever manner. */
  readonly milliseconds: number
  readonly sample?: Partial<Sample>
}

/** A set-up of whose hundred calls in each manner all took as long, for tests. */
export function measuredOf(name: string, { milliseconds, sample, ...changes }: Given): Measured {
  const times = Array<number>(100).fill(milliseconds)
  const common = { firstMs: times, endMs: times, seconds: 2, processorMs: 500, failures: {}, ...sample }
  return {
    name,
    samples: [
      { kind: 'plain', connections: 1, ...common },
      { kind: 'plain', connections: 32, ...common },
      { kind: 'streamed', connections: 1, ...common },
      { kind: 'streamed', connections: 32, ...common },
    ],
    memory: { rssBytes: 120e6, pssBytes: 100e6 },
    coldStartMs: 100,
    codeBytes: 100_000,
    ...changes,
  }
}
