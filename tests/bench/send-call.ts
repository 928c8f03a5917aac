import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { BenchCall } from './bench-call'
import { modelAt, requestBody } from './request-body'

/** What a caller got. */
export type Answer = {
  /** By `performance.now()`; undefined where no content came. */
  readonly firstContentAt: number | undefined
  /** Why the call has failed: a status with its code, or what became of the connection. */
  readonly failure: string | undefined
  /** Whether it ended early without an error that says so. */
  readonly isUnexplained: boolean
  readonly headers: IncomingHttpHeaders
}

// Shorter than the server keeps an idle connection, so that none is closed under a request.
const agent = new Agent({ keepAlive: true, timeout: 2500 })
const nothing = { firstContentAt: undefined, isUnexplained: true, headers: {} }
const patienceMs = 30_000
const contentEvent = /"content":"[^"]/

/** Sends a call to a gateway as from its edge, pinned to an endpoint or not, and reads the stream to its end. */
export function sendCall(
  gatewayUrl: string,
  { call, pin, model = modelAt(pin) }: { call: BenchCall; pin: string | undefined; model?: string },
): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    'x-vercel-id': `${call.edge}::bench`,
    'x-vercel-ip-country': call.country,
    ...(pin !== undefined && { 'x-route-to': pin }),
  }
  return new Promise(resolve => {
    const sent = request(
      `${gatewayUrl}/v1/chat/completions`,
      { method: 'POST', agent, headers, signal: AbortSignal.timeout(patienceMs) },
      response => resolve(readAnswer(response)),
    )
    sent.once('error', error => resolve({ ...nothing, failure: error.message }))
    sent.end(requestBody(call, model))
  })
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  let text = ''
  let firstContentAt: number | undefined
  response.setEncoding('utf8')
  response.on('data', (piece: string) => {
    text += piece
    if (firstContentAt === undefined && contentEvent.test(text)) firstContentAt = performance.now()
  })
  response.on('error', () => {})
  await new Promise(resolve => response.once('close', resolve))
  const { statusCode, headers } = response
  const isWhole = statusCode === 200 && firstContentAt !== undefined && text.includes('data: [DONE]')
  const code = /"code":"(\w+)"/.exec(text)?.[1]
  return {
    firstContentAt,
    failure: isWhole ? undefined : `${statusCode} ${code ?? 'broken'}`,
    isUnexplained: !isWhole && code === undefined,
    headers,
  }
}
