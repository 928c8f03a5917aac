import { pipeline, Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, constants as zlib } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { AnswerResponse } from '@/lib/hosts/answer-response'
import { nodeBody } from '@/lib/hosts/node-body'
import { streamAnswer } from '@/lib/hosts/stream-answer'

type Options = {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>
  /** Does what is not done here. */
  readonly native: typeof fetch
}

/**
 * `fetch` for what a gateway sends: texts and bytes to an address, no redirect followed. It speaks to undici's dispatcher
 * itself, which takes a third of the time of the runtime's own `fetch` on top of the same dispatcher; whatever else is asked
 * for goes there.
 */
export function createNodeFetch({ dispatcher, native }: Options): typeof fetch {
  return async (input, init = {}) => {
    const { body, method = 'GET', redirect = 'follow', signal } = init
    const url = typeof input === 'string' ? new URL(input) : undefined
    const isPlainBody = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    const mayRedirect = redirect === 'follow' && method !== 'POST'
    if (url === undefined || url.username !== '' || !isPlainBody || mayRedirect) return native(input, init)
    const answer = await streamAnswer(dispatcher, {
      url,
      method,
      headers: sentHeaders(entriesOf(init.headers), { url, body }),
      body,
      signal,
    })
    const fault = faultOf(answer.status, redirect)
    if (fault !== undefined) {
      await answer.body.open().cancel()
      throw new TypeError('fetch failed', { cause: new Error(fault) })
    }
    return toResponse(answer, method)
  }
}

// What the standard does not let a client hand on.
function faultOf(status: number, redirect: RequestRedirect): string | undefined {
  if (status > 599) return `The status ${status} cannot be read: it is none of 200 to 599.`
  const isRedirect = status >= 300 && status < 400 && status !== 304
  return isRedirect && redirect !== 'manual' ? 'A redirect of a POST is not followed.' : undefined
}

type Sent = { readonly url: URL; readonly body: string | Uint8Array | undefined }

// `Headers` takes longer over a plain list of them than the client does over the rest of the request.
function entriesOf(headers: RequestInit['headers']): readonly (readonly [string, string])[] {
  if (headers instanceof Headers) return [...headers]
  return Array.isArray(headers) ? [...new Headers(headers)] : Object.entries(headers ?? {})
}

// What the standard has a client add.
function sentHeaders(own: readonly (readonly [string, string])[], { url, body }: Sent): string[] {
  const encodings = url.protocol === 'https:' ? 'br, gzip, deflate' : 'gzip, deflate'
  const added = Object.entries({
    accept: '*/*',
    'accept-encoding': encodings,
    'user-agent': 'node',
    ...(typeof body === 'string' && { 'content-type': 'text/plain;charset=UTF-8' }),
  })
  const names = new Set(own.map(([name]) => name.toLowerCase()))
  return [...own, ...added.filter(([name]) => !names.has(name))].flat()
}

type Answer = Awaited<ReturnType<typeof streamAnswer>>

function toResponse({ status, statusText, headers, body }: Answer, method: string): Response {
  const hasBody = method !== 'HEAD' && ![204, 205, 304].includes(status)
  if (!hasBody) return new Response(null, { status, statusText, headers })
  const decoder = decoderOf(headers)
  if (decoder !== undefined)
    return new Response(decode(body.open(), decoder), { status, statusText, headers })
  return new AnswerResponse(body, { status, statusText, headers })
}

function decoderOf(headers: readonly (readonly [string, string])[]): Transform | undefined {
  const encoding = headers
    .find(([name]) => name === 'content-encoding')?.[1]
    .trim()
    .toLowerCase()
  const flushing = { flush: zlib.Z_SYNC_FLUSH, finishFlush: zlib.Z_SYNC_FLUSH }
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip(flushing)
  if (encoding === 'deflate') return createInflate(flushing)
  if (encoding !== 'br') return undefined
  return createBrotliDecompress({
    flush: zlib.BROTLI_OPERATION_FLUSH,
    finishFlush: zlib.BROTLI_OPERATION_FLUSH,
  })
}

function decode(body: ReadableStream<Uint8Array<ArrayBuffer>>, decoder: Transform) {
  // A failure shows in what is read.
  return nodeBody(pipeline(sourceOf(body), decoder, () => {}))
}

// A stream of Node, since a pipeline that is given up ends one at once, and one of the Web only with its next piece.
function sourceOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): Readable {
  const reader = body.getReader()
  return new Readable({
    read() {
      reader.read().then(
        ({ done, value }) => this.push(done ? null : value),
        error => this.destroy(error),
      )
    },
    destroy(error, callback) {
      reader.cancel().then(
        () => callback(error),
        () => callback(error),
      )
    },
  })
}
