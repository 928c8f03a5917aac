/** As much of a stream as it takes to read it. */
type Body = {
  getReader(): Pick<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, 'read' | 'cancel'>
}

type Options = {
  readonly limitBytes: number
  /** Rejects when reading must stop; its reason is thrown. */
  readonly stopped?: Promise<never>
  readonly onChunk?: () => void
}

/** Reads a stream to its end; undefined where it holds more than `limitBytes`. What is not read is cancelled. */
export async function readLimited(stream: Body | null, options: Options) {
  if (stream === null) return new Uint8Array()
  const reader = stream.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await (options.stopped
        ? Promise.race([reader.read(), options.stopped])
        : reader.read())
      if (done) return concatenate(chunks, length)
      options.onChunk?.()
      length += value.length
      if (length > options.limitBytes) return undefined
      chunks.push(value)
    }
  } finally {
    // After the end this does nothing; before it, that the other side fails to stop is of no interest.
    reader.cancel().catch(() => {})
  }
}

/** Joins byte arrays of `length` bytes in all. */
export function concatenate(
  chunks: readonly Uint8Array<ArrayBuffer>[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const [only] = chunks
  if (only && chunks.length === 1) return only
  const whole = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole
}
