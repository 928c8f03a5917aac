/** The body of an endpoint's answer, sent piece by piece as a test says. */
export type UpstreamBody = {
  push(...pieces: readonly (string | Uint8Array<ArrayBuffer>)[]): void
  close(): void
  /** Breaks the connection. */
  fail(error: Error): void
  /** How many pieces the reader has taken. */
  readonly taken: number
  /** Whether the reader has said that it wants no more. */
  readonly isCancelled: boolean
  /** The stream itself; it breaks when the request's signal is aborted, as that of a real `fetch` does. */
  open(signal: AbortSignal | null | undefined): ReadableStream<Uint8Array<ArrayBuffer>>
}

type Step =
  | { readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  | { readonly kind: 'failure'; readonly error: unknown }

/** Creates a body that holds some pieces already; it stays open until it is closed. */
export function createUpstreamBody(...first: readonly string[]): UpstreamBody {
  const steps: Step[] = []
  const state = { taken: 0, isCancelled: false, wake: () => {} }
  const add = (step: Step) => {
    steps.push(step)
    state.wake()
  }
  const body: UpstreamBody = {
    push(...pieces) {
      for (const piece of pieces) add({ kind: 'piece', bytes: toBytes(piece) })
    },
    close: () => add({ kind: 'end' }),
    fail: error => add({ kind: 'failure', error }),
    get taken() {
      return state.taken
    },
    get isCancelled() {
      return state.isCancelled
    },
    open(signal) {
      const abort = () => {
        steps.length = 0
        add({ kind: 'failure', error: signal?.reason })
      }
      signal?.addEventListener('abort', abort, { once: true })
      return new ReadableStream<Uint8Array<ArrayBuffer>>(
        {
          async pull(controller) {
            while (steps.length === 0 && !state.isCancelled)
              await new Promise<void>(resolve => {
                state.wake = resolve
              })
            const step = steps.shift()
            if (step?.kind === 'failure') return controller.error(step.error)
            if (step?.kind === 'end') return controller.close()
            if (step === undefined) return
            state.taken += 1
            controller.enqueue(step.bytes)
          },
          cancel() {
            state.isCancelled = true
            state.wake()
          },
        },
        { highWaterMark: 0 },
      )
    },
  }
  body.push(...first)
  return body
}

function toBytes(piece: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
}
