import { Agent, request } from 'node:http'
import { promptBody } from './bench-prompt'
import type { CacheOutcome } from './cache-outcome'

// Shorter than the server keeps an idle connection, so that none is closed under a request.
const usualAgent = new Agent({ keepAlive: true, timeout: 2500 })
const patienceMs = 15_000

type Asked = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  readonly agent: Agent
}

/** Sends a prompt to a gateway and reads the answer to its end. */
export async function sendPrompt(
  gatewayUrl: string,
  { prompt, agent = usualAgent }: { readonly prompt: number; readonly agent?: Agent },
): Promise<CacheOutcome> {
  const body = promptBody(prompt)
  return await sendTimed(gatewayUrl, { method: 'POST', path: '/v1/chat/completions', body, agent })
}

/** Sends a request and measures the time until its answer has been read to its end. */
export function sendTimed(gatewayUrl: string, { method, path, body, agent }: Asked): Promise<CacheOutcome> {
  // As every client of OpenAI's API does; it opens nothing here.
  const headers = {
    authorization: 'Bearer bench',
    'x-vercel-id': 'bench::bench',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  }
  const begun = performance.now()
  const ended = (failure: string | undefined, isHit = false): CacheOutcome => ({
    milliseconds: performance.now() - begun,
    isHit,
    failure,
  })
  return new Promise(resolve => {
    const signal = AbortSignal.timeout(patienceMs)
    const sent = request(gatewayUrl + path, { method, agent, headers, signal }, response => {
      const { statusCode, headers } = response
      response.on('data', () => {})
      response.once('end', () =>
        resolve(ended(statusCode === 200 ? undefined : String(statusCode), headers['x-cache'] === 'HIT')),
      )
      response.once('error', error => resolve(ended(error.message)))
    })
    sent.once('error', error => resolve(ended(error.message)))
    sent.end(body)
  })
}
