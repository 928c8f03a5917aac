import type { Memory } from '../parts/process-tree'

export const kinds = ['plain', 'streamed'] as const
export type Kind = (typeof kinds)[number]

/** How many connections call at once, and how calls are named that come over them. */
export const crowds = [1, 32] as const
export type Crowd = (typeof crowds)[number]

/** What came of all turns of one set-up in one manner. */
export type Sample = {
  readonly kind: Kind
  readonly connections: Crowd
  /** From each call to the first byte of its answer's body, and to its end, in ms. */
  readonly firstMs: readonly number[]
  readonly endMs: readonly number[]
  readonly seconds: number
  /** For how long its processes kept a processor busy, what followed the answers included. */
  readonly processorMs: number
  readonly failures: Readonly<Record<string, number>>
}

/** One set-up's figures; the direct call has samples alone. */
export type Measured = {
  readonly name: string
  readonly samples: readonly Sample[]
  readonly memory?: Memory | undefined
  /** From its start to its first answer, in ms, the median of several starts. */
  readonly coldStartMs?: number | undefined
  readonly codeBytes?: number | undefined
}
