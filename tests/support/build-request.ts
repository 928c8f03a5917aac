import { callBody } from './build-call'

type Asked = {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | ReadableStream<Uint8Array<ArrayBuffer>>
  readonly method?: string
  readonly path?: string
  readonly signal?: AbortSignal
}

/** A chat completion as a caller in Viet Nam sends it. */
export function buildRequest(asked: Asked = {}): Request {
  const { headers = {}, body = callBody(), method = 'POST', path = '/v1/chat/completions', signal } = asked
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers: { 'content-type': 'application/json', 'x-vercel-ip-country': 'VN', ...headers },
    duplex: 'half',
  }
  if (method === 'POST') init.body = body
  if (signal !== undefined) init.signal = signal
  return new Request(`https://gateway.example.com${path}`, init)
}

/** A GET without a body, from Viet Nam. */
export function buildGet(path: string, headers: Readonly<Record<string, string>> = {}): Request {
  return buildRequest({ method: 'GET', path, headers })
}
