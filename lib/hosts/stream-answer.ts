import type { Dispatcher } from 'undici'

type Sent = {
  readonly url: URL
  readonly method: string
  /** Names and values by turns. */
  readonly headers: string[]
  readonly body: string | Uint8Array | undefined
  readonly signal: AbortSignal | null | undefined
}

/** What came back, its body as it comes in. */
export type StreamedAnswer = {
  readonly status: number
  readonly statusText: string
  readonly headers: [string, string][]
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
}

const heldBytes = 64 * 1024

/** Sends a request; rejects as `fetch` does, with the signal's reason or with a `TypeError` that has its cause. */
export function streamAnswer(
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  { url, method, headers, body, signal }: Sent,
): Promise<StreamedAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const relay = createRelay()
    const stop = () => {
      reject(signal?.reason)
      relay.stop(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
    const release = () => signal?.removeEventListener('abort', stop)
    const sent = { origin: url.origin, path: url.pathname + url.search, headers, body: body ?? null }
    dispatcher.dispatch(
      { ...sent, method: methodOf(method) },
      {
        onConnect: abort => relay.connect(abort),
        onHeaders: (...[status, raw, resume, statusText]) => {
          // What comes before the answer, such as 103.
          if (status < 200) return true
          resolve({ status, statusText, headers: pairsOf(raw), body: relay.open(resume, release) })
          return true
        },
        onData: chunk => relay.push(chunk),
        onComplete: () => {
          release()
          relay.close()
        },
        onError: error => {
          release()
          reject(new TypeError('fetch failed', { cause: error }))
          relay.fail(error)
        },
      },
    )
  })
}

// Carries bytes from the dispatcher's callbacks to a stream, and its ends both ways.
function createRelay() {
  let abort: ((error: Error) => void) | undefined
  let stopped: Error | undefined
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
  let isOver = false
  const stop = (reason: Error) => {
    stopped = reason
    abort?.(reason)
  }
  return {
    stop,
    connect: (abortRequest: (error?: Error) => void) => {
      abort = abortRequest
      if (stopped !== undefined) abortRequest(stopped)
    },
    open: (resume: () => void, onCancel: () => void) =>
      new ReadableStream<Uint8Array<ArrayBuffer>>(
        {
          start: opened => {
            controller = opened
          },
          pull: resume,
          cancel: () => {
            isOver = true
            onCancel()
            stop(new Error('The answer is not wanted any more.'))
          },
        },
        { highWaterMark: heldBytes, size: chunk => chunk.length },
      ),
    push: (chunk: Buffer): boolean => {
      if (isOver) return true
      controller?.enqueue(new Uint8Array(chunk))
      return (controller?.desiredSize ?? 0) > 0
    },
    close: () => {
      if (!isOver) controller?.close()
      isOver = true
    },
    fail: (error: Error) => {
      if (!isOver) controller?.error(error)
      isOver = true
    },
  }
}

function pairsOf(raw: readonly Buffer[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name, value] = [raw[at], raw[at + 1]]
    if (name && value) pairs.push([name.toString('latin1').toLowerCase(), value.toString('latin1')])
  }
  return pairs
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const

function methodOf(method: string): (typeof methods)[number] {
  const known = methods.find(each => each === method.toUpperCase())
  if (known === undefined) throw new TypeError(`fetch failed: ${method} is no method that is sent.`)
  return known
}
