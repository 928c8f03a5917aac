import type { StartTimer } from '@/lib/openai/start-timer'
import type { Dialect } from '@/lib/translation/thinking-options'
import { translateChat } from '@/lib/translation/translate-chat'

/** A request as the endpoint got it. */
export type Translated = {
  readonly url: string
  readonly method: string | undefined
  readonly redirect: RequestRedirect | undefined
  readonly signal: AbortSignal | null | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

type Options = {
  /** The model by the endpoint's own name. */
  readonly model?: string
  readonly now?: number
  /** By default time stands still. */
  readonly startTimer?: StartTimer
}

const usual = {
  anthropic: { baseUrl: 'https://sin.example.com/v1', model: 'claude-sonnet-4-5' },
  google: { baseUrl: 'https://sin.example.com/v1beta', model: 'gemini-2.5-flash' },
} as const

/** Our headers, which an endpoint is to get whatever is translated. */
export const ourHeaders = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
  'user-agent': 'isochrone (+edge sin1)',
  'x-request-id': 'request-0001',
  'x-key-header': 'upstream-key',
} as const

/** Has a chat completion translated for an endpoint that answers as a test says. */
export function translate(
  request: Readonly<Record<string, unknown>>,
  dialect: Dialect,
  answer: (signal: AbortSignal | null | undefined) => Response | Promise<Response>,
  { model = usual[dialect].model, now = 1_790_000_000_500, startTimer = () => () => {} }: Options = {},
) {
  const sent: Translated[] = []
  const caller = new AbortController()
  const body = { model: 'gpt-4.1', messages: [{ role: 'user', content: 'Xin chào' }], ...request }
  const response = translateChat(
    { headers: new Headers(ourHeaders), body: JSON.stringify(body), signal: caller.signal },
    {
      dialect,
      baseUrl: usual[dialect].baseUrl,
      model,
      now: () => now,
      startTimer,
      onHeaders: () => {},
      fetch: async (url, { method, redirect, signal, headers, body }) => {
        sent.push({
          url,
          method,
          redirect,
          signal,
          headers: Object.fromEntries(new Headers(headers)),
          body: JSON.parse(String(body)),
        })
        return await answer(signal)
      },
    },
  )
  return { sent, caller, response }
}
