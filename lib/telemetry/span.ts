/** A piece of work in a trace, when it is over. Its values are ids, sizes, codes and durations: never a prompt or a key. */
export type Span = {
  readonly traceId: string
  readonly spanId: string
  /** Whose work it is part of; absent where it is the trace's first. */
  readonly parentId: string | undefined
  readonly name: string
  readonly kind: 'server' | 'client'
  readonly startMs: number
  readonly endMs: number
  readonly attributes: SpanAttributes
  /** Attributes that are whole numbers. */
  readonly counts: Readonly<Record<string, number | undefined>>
  readonly isError: boolean
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>
