import { expect } from 'vitest'
import { callLine } from './call-lines'
import { callsOf } from './calls-of'
import { leaksIn, secretMessage, wholeReply } from './canaries'
import { chatBody, type Reply } from './send-to'
import { type RawEndpoint, type RawScript, startRawEndpoint } from './start-raw-endpoint'
import { type Stand, startStand } from './start-stand'

/** The production build before an endpoint that plays scripts, and behind it one that works. */
export type RawStand = Pick<Stand, 'gateway' | 'world' | 'freshEdge'> & {
  readonly raw: RawEndpoint
  /** Sends a call that the raw endpoint gets first, at an edge that knows nothing yet. */
  send(changes?: object, headers?: Readonly<Record<string, string>>): Promise<Reply>
  /** Asserts where a call went, as its response, its log line and the endpoints say, and that nothing leaked. */
  expectTries(reply: Reply, attempts: string): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** What the second endpoint answers. */
export const answerOfFra = 'Hello from fra (eu-central-1). You said: Xin chào'

const messages = [secretMessage, { role: 'user', content: 'Xin chào' }]

/** Starts a gateway whose map lists the endpoint `raw` before `fra`. */
export async function startRawStand(): Promise<RawStand> {
  const raw = await startRawEndpoint()
  const stand = await startStand({
    endpoints: ['fra'],
    prepare: ({ edgeConfig, endpoint }) => {
      const row = { region: 'iad1', zone: 'US', models: ['*'] }
      const endpoints = {
        raw: { ...row, baseUrl: raw.baseUrl, auth: 'none' },
        fra: { ...row, baseUrl: endpoint('fra').url, apiKeyEnv: 'UPSTREAM_KEY_FRA' },
      }
      edgeConfig.set('regions', { version: 1, endpoints, default: ['raw', 'fra'] })
    },
  })
  const fra = stand.world.endpoint('fra')
  let before = { raw: 0, fra: 0 }
  return {
    ...stand,
    raw,
    send: (changes = {}, headers = {}) => {
      before = { raw: raw.calls(), fra: callsOf(fra).length }
      const body = chatBody({ messages, ...changes })
      return stand.send({ headers: { ...stand.freshEdge(), ...headers }, body })
    },
    expectTries: async (reply, attempts) => {
      expect(reply.headers.get('x-route-attempts')).toBe(attempts)
      const hits = { raw: raw.calls() - before.raw, fra: callsOf(fra).length - before.fra }
      expect(hits).toEqual({ raw: count(attempts, 'raw;'), fra: count(attempts, 'fra;') })
      expect(reply.headers.get('cache-control')).toMatch(/^private, no-store(, no-transform)?$/)
      const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
      expect(line).toMatchObject({ attempts, status: reply.status })
      expect(leaksIn(wholeReply(reply) + stand.gateway.log(), stand)).toEqual([])
      expect(wholeReply(reply) + stand.gateway.log()).not.toContain(new URL(raw.baseUrl).host)
      return line
    },
    close: async () => {
      await stand.close()
      await raw.close()
    },
  }
}

/** A response as it is written on the wire; what follows the head is up to the script. */
export function headText(headers: readonly string[], status = '200 OK'): string {
  return [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')
}

/** Writes all that an endpoint says and ends the connection. */
export function say(...parts: readonly (string | Uint8Array)[]): RawScript {
  return socket => {
    for (const part of parts) socket.write(part)
    socket.end()
  }
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}
