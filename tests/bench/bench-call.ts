/** One call, as every policy gets it. */
export type BenchCall = {
  readonly index: number
  /** Milliseconds from the moment at which counting begins; calls before it warm up and are not counted. */
  readonly at: number
  readonly edge: string
  readonly country: string
  readonly contextTokens: number
  /** Asked for as the most; what comes is cut to one word, since only the time to the first is measured. */
  readonly generatedTokens: number
  /** Between 0 and 1: how slow the answer is among those of the same length. The same at every endpoint. */
  readonly luck: number
  /** What chance else decides about this call. */
  readonly seed: number
}
