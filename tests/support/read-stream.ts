/** What has been read of a stream so far. */
export type Reading = {
  /** Every piece, in order. */
  readonly pieces: readonly string[]
  readonly text: string
  readonly isClosed: boolean
  /** What it broke with. */
  readonly error: unknown
  cancel(): Promise<void>
}

/** Reads a stream in the background, as fast as it comes. */
export function readStream(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Reading {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const state: { pieces: string[]; isClosed: boolean; error: unknown } = {
    pieces: [],
    isClosed: false,
    error: undefined,
  }
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      state.pieces.push(decoder.decode(value, { stream: true }))
    }
    state.isClosed = true
  }
  read().catch(error => {
    state.error = error
  })
  return {
    get pieces() {
      return state.pieces
    },
    get text() {
      return state.pieces.join('')
    },
    get isClosed() {
      return state.isClosed
    },
    get error() {
      return state.error
    },
    cancel: () => reader.cancel(),
  }
}
