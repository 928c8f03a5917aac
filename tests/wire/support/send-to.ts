import { parseJson } from '../../world/parse-json'

/** What to send; without anything, a small chat completion. */
export type Asked = {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: object | string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null
  readonly signal?: AbortSignal
}

/** A response that was read to its end. */
export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** undefined where the text is no JSON. */
  readonly json: unknown
}

export const chatPath = '/api/v1/chat/completions'

/** The body of a small chat completion. */
export function chatBody(changes: object = {}) {
  return { model: 'gpt-4.1', messages: [{ role: 'user', content: 'Xin chào' }], ...changes }
}

/** Begins a request; the response's body is still to be read. */
export function beginAt(url: string, asked: Asked = {}): Promise<Response> {
  const { method = 'POST', path = chatPath, headers, body = chatBody(), signal } = asked
  const isGet = method === 'GET' || method === 'HEAD'
  return fetch(url + path, {
    method,
    headers: { ...(isGet ? {} : { 'content-type': 'application/json' }), ...headers },
    body: isGet ? null : toBody(body),
    redirect: 'manual',
    ...(signal && { signal }),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  })
}

/** Sends a request and reads its response to the end. */
export async function sendTo(url: string, asked: Asked = {}): Promise<Reply> {
  const response = await beginAt(url, asked)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parseJson(text) }
}

function toBody(body: NonNullable<Asked['body']> | null): BodyInit | null {
  const isRaw =
    body === null || typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream
  return isRaw ? body : JSON.stringify(body)
}
