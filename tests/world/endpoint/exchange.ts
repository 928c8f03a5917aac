import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordedRequest } from './recorded-request'

export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  /** Waits, or throws as soon as the connection is gone. */
  pause(milliseconds: number): Promise<void>
  /** Writes to the wire and waits until it has left. */
  write(text: string | Uint8Array): Promise<void>
  /** Ends the connection from this side. */
  hangUp(how: 'destroy' | 'reset'): Promise<void>
}

// What was written just before must have reached the caller, or the end would overtake it.
const lastWordsMs = 15

/** One request with its answer; its record learns whether the caller left before the end. */
export function createExchange(
  request: IncomingMessage,
  { response, record }: { response: ServerResponse; record: RecordedRequest },
): Exchange {
  const gone = new AbortController()
  let endedHere = false
  response.once('close', () => {
    record.aborted = !response.writableFinished && !endedHere
    gone.abort()
  })
  const pause = async (milliseconds: number) => {
    gone.signal.throwIfAborted()
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: gone.signal })
  }
  return {
    request,
    response,
    pause,
    write: async text => {
      await new Promise<void>(resolve => response.write(text, () => resolve()))
      gone.signal.throwIfAborted()
    },
    hangUp: async how => {
      if (response.headersSent) await pause(lastWordsMs)
      endedHere = true
      if (how === 'reset') request.socket.resetAndDestroy()
      else request.socket.destroy()
    },
  }
}
