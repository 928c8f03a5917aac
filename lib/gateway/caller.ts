import type { Dependencies } from '@/lib/gateway/dependencies'
import { type CallerPlace, locateCaller } from '@/lib/geo/locate-caller'

/** Who is served, as far as the request itself tells. */
export type Caller = {
  readonly requestId: string
  readonly receivedAt: number
  readonly place: CallerPlace
  readonly origin: string | undefined
  readonly signal: AbortSignal
}

/** Reads the caller from the request; nothing in it can fail. */
export function readCaller(request: Request, { environment, effects, newId }: Dependencies): Caller {
  return {
    requestId: keptRequestId(request.headers) ?? newId(),
    receivedAt: effects.now(),
    place: locateCaller(request.headers, environment.geo),
    origin: request.headers.get('origin') ?? undefined,
    signal: request.signal,
  }
}

/** The caller's own request id where it is harmless in headers and logs. */
export function keptRequestId(headers: Headers): string | undefined {
  const id = headers.get('x-request-id') ?? ''
  return /^[A-Za-z0-9_-]{8,64}$/.test(id) ? id : undefined
}
