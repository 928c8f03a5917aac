import {
  APICallError,
  type LanguageModelV3,
  type LanguageModelV3FinishReason,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { readExplanation } from '@/lib/openai/read-explanation'
import type { StartTimer } from '@/lib/openai/start-timer'
import { doneEvent } from '@/lib/operations/done-event'
import { callOptions } from '@/lib/translation/call-options'
import { completionFromResult } from '@/lib/translation/completion-from-result'
import { completionHead, finishReason } from '@/lib/translation/completion-head'
import { createChunker } from '@/lib/translation/create-chunker'
import type { ModelSettings } from '@/lib/translation/model-settings'
import { unfinished } from '@/lib/translation/server-error'
import type { Dialect } from '@/lib/translation/thinking-options'
import { Untranslatable } from '@/lib/translation/untranslatable'

type Send = (url: string, init: RequestInit) => Promise<Response>

type Asked = {
  readonly dialect: Dialect
  /** The endpoint's base URL. */
  readonly baseUrl: string
  /** The model by the endpoint's own name. */
  readonly model: string
  readonly fetch: Send
  readonly now: () => number
  readonly startTimer: StartTimer
  /** Called when the endpoint's own headers are here, which for a stream is before there is anything to translate. */
  readonly onHeaders: () => void
}

type Opened = Asked & { readonly isStream: boolean; readonly mostTokens: number | undefined }

/** A chat completion for an endpoint that speaks another API: what `init` sends, and what comes back, is OpenAI's. */
export async function translateChat(init: TranslatedInit, asked: Asked): Promise<Response> {
  const { dialect, now } = asked
  const body = parseJson(init.body)
  const request = isObject(body) ? body : {}
  const isStream = request.stream === true
  // Only in its raw chunks does the package tell of a ping.
  const includeRawChunks = isStream && dialect === 'anthropic'
  const options = { ...callOptions(request, dialect), abortSignal: init.signal, includeRawChunks }
  let isSent = false
  const fetch: Send = (...sent) => {
    // One try is one request: Google's package would ask for an answer's continuation as often as that is offered.
    if (isSent) throw new Error('The answer is to be continued by another request.')
    isSent = true
    return asked.fetch(...sent)
  }
  const model = await openModel(init, { ...asked, fetch, isStream, mostTokens: options.maxOutputTokens })
  const ownId = init.headers.get('x-request-id') ?? ''
  const head = (id: string = ownId) => completionHead(asked.model, { id, now: now() })
  try {
    if (!isStream) {
      const result = await model.doGenerate(options)
      const { response, finishReason: end } = result
      const isWhole = finishReason(end) !== undefined
      const body = isWhole ? completionFromResult(result, head(response?.id)) : unfinished(end)
      return Response.json(body, { headers: relayable(response?.headers) })
    }
    const { stream, response } = await model.doStream(options)
    const events = stream.pipeThrough(toEvents(createChunker(head())))
    const headers = { ...relayable(response?.headers), 'content-type': 'text/event-stream' }
    return new Response(events, { headers })
  } catch (error) {
    // What the package stumbles over before anything is sent, as a schema that is none, is no fault of the endpoint's.
    const isOurs = !isSent && !init.signal.aborted
    if (isOurs || UnsupportedFunctionalityError.isInstance(error)) throw new Untranslatable()
    return refusal(error)
  }
}

/** A request whose body is text. */
export type TranslatedInit = {
  readonly headers: Headers
  readonly body: string
  readonly signal: AbortSignal
}

// Of the headers that the package would send only those that belong to the protocol; the rest are ours.
const protocolHeaders = ['anthropic-version', 'anthropic-beta', 'content-type']

async function openModel(
  init: TranslatedInit,
  { dialect, baseUrl, model, fetch, startTimer, isStream, mostTokens, onHeaders }: Opened,
): Promise<LanguageModelV3> {
  const settings: ModelSettings = {
    baseURL: baseUrl,
    fetch: async (input, own) => {
      const headers = new Headers(init.headers)
      const given = new Headers(own?.headers)
      for (const name of protocolHeaders) {
        const value = given.get(name)
        if (value !== null) headers.set(name, value)
      }
      const url = input instanceof Request ? input.url : String(input)
      const response = await fetch(url, { ...own, headers, redirect: 'manual', signal: init.signal })
      onHeaders()
      if (!response.ok) return await explained(response, startTimer)
      return limited(response, isStream ? endlessLine : endlessAnswer)
    },
  }
  // Loaded where it is needed: most deployments never are.
  if (dialect === 'anthropic')
    return (await import('@/lib/translation/anthropic-chat')).anthropicChat(model, {
      ...settings,
      mostTokens,
    })
  // There the model stands in the path, and its name may be the caller's.
  return (await import('@/lib/translation/google-chat')).googleChat(encodeURIComponent(model), settings)
}

const limitBytes = 32 * 1024 * 1024
const lineLimitBytes = 1024 * 1024

const bodiless = [101, 204, 205, 304]

async function explained({ status, headers, body }: Response, startTimer: StartTimer): Promise<Response> {
  const text = await readExplanation(body, startTimer)
  return new Response(bodiless.includes(status) ? null : text, { status, headers })
}

type Limit = (chunk: Uint8Array, bytes: number) => number

const newline = 10

/** The bytes of an answer so far, or of its last line: the packages hold as much as there is of it. */
const endlessAnswer: Limit = (chunk, bytes) => bytes + chunk.length
const endlessLine: Limit = (chunk, bytes) => {
  const end = chunk.lastIndexOf(newline)
  return end < 0 ? bytes + chunk.length : chunk.length - end - 1
}

function limited(response: Response, count: Limit): Response {
  if (response.body === null) return response
  const most = count === endlessLine ? lineLimitBytes : limitBytes
  let bytes = 0
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes = count(chunk, bytes)
      if (bytes > most) controller.error(new Error('The answer is too large.'))
      else controller.enqueue(chunk)
    },
  })
  const { status, headers } = response
  return new Response(response.body.pipeThrough(counter), { status, headers })
}

function toEvents(chunksOf: ReturnType<typeof createChunker>) {
  const encoder = new TextEncoder()
  return new TransformStream({
    transform(part: Parameters<typeof chunksOf>[0], controller) {
      // Through a long thought nothing else comes, and whoever watches is to know that the endpoint lives.
      if (part.type === 'raw' && isPing(part.rawValue)) controller.enqueue(encoder.encode(': ping\n\n'))
      for (const chunk of chunksOf(part))
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`))
      if (part.type === 'finish' && isFinished(part.finishReason))
        controller.enqueue(encoder.encode(doneEvent))
    },
  })
}

function isFinished(end: LanguageModelV3FinishReason): boolean {
  return end.raw !== undefined && finishReason(end) !== undefined
}

function isPing(value: unknown): boolean {
  return isObject(value) && value.type === 'ping'
}

function relayable(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.includes('ratelimit')))
}

// What the endpoint itself answered is passed on, to be judged as any other endpoint's.
function refusal(error: unknown): Response {
  if (!APICallError.isInstance(error) || error.statusCode === undefined) throw error
  const { statusCode: status, responseHeaders = {}, responseBody = '' } = error
  // A success that cannot be read is none.
  const type = status === 200 ? 'text/plain' : 'application/json'
  const retryAfter = responseHeaders['retry-after']
  const headers = { 'content-type': type, ...(retryAfter !== undefined && { 'retry-after': retryAfter }) }
  return new Response(bodiless.includes(status) ? null : responseBody, { status, headers })
}
