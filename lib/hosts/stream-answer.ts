import type { Dispatcher } from 'undici'
import { type AnswerBody, createAnswerBody } from '@/lib/hosts/answer-body'

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
  readonly body: AnswerBody
}

/** Sends a request; rejects as `fetch` does, with the signal's reason or with a `TypeError` that has its cause. */
export function streamAnswer(
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  { url, method, headers, body, signal }: Sent,
): Promise<StreamedAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    let abort: ((error: Error) => void) | undefined
    let stopped: Error | undefined
    let resume = () => {}
    const stop = (reason: Error) => {
      stopped = reason
      abort?.(reason)
    }
    const onAbort = () => {
      reject(signal?.reason)
      stop(signal?.reason)
    }
    const release = () => signal?.removeEventListener('abort', onAbort)
    const answer = createAnswerBody({
      resume: () => resume(),
      onCancel: () => {
        release()
        stop(new Error('The answer is not wanted any more.'))
      },
    })
    signal?.addEventListener('abort', onAbort, { once: true })
    const sent = { origin: url.origin, path: url.pathname + url.search, headers, body: body ?? null }
    dispatcher.dispatch(
      { ...sent, method: methodOf(method) },
      {
        onConnect: abortRequest => {
          abort = abortRequest
          if (stopped !== undefined) abortRequest(stopped)
        },
        onHeaders: (...[status, raw, resumeAnswer, statusText]) => {
          // What comes before the answer, such as 103.
          if (status < 200) return true
          resume = resumeAnswer
          resolve({ status, statusText, headers: pairsOf(raw), body: answer })
          return true
        },
        onData: answer.push,
        onComplete: () => {
          release()
          answer.close()
        },
        onError: error => {
          release()
          reject(new TypeError('fetch failed', { cause: error }))
          answer.fail(error)
        },
      },
    )
  })
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
