import type { UsageRecord } from '@/lib/usage/usage-record'
import { event, jsonType, piece, rawAnswer, streamType } from './raw-answers'
import { readUsageRecords, type UsageRecords } from './read-usage-records'
import { type Asked, beginAt, chatBody, type Reply, sendTo } from './send-to'
import { type Access, startAccess } from './start-access'
import { type RawScript, startRawEndpoint } from './start-raw-endpoint'
import { headText, say } from './start-raw-stand'

/** What an endpoint does with one call, and what the call has beside the usual. */
export type MeteredCall = {
  readonly script?: RawScript
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** The call's own mark, by which the script is found; a new one without it. */
  readonly mark?: string
  readonly signal?: AbortSignal
}

/** The production build on a real Redis before the endpoint `raw`, which plays a script for each call, and then `fra`. */
export type Metered = {
  readonly access: Access
  readonly usage: UsageRecords
  call(asked: MeteredCall): Promise<Reply>
  /** Begins a call whose answer is still to be read, under this request id. */
  begin(requestId: string, asked: MeteredCall): Promise<Response>
  /** The usage record of a call. */
  recordOf(reply: Reply): Promise<UsageRecord>
  /** What `raw` was sent with a call of this mark. */
  heard(mark: string): string
  close(): Promise<void>
}

/** Our estimate of the prompt of each call: four for the message, and by its characters. */
export const estimatedPrompt = 16

/** Starts it; each call comes by an edge that nothing is known at. */
export async function startMetered(plans: Readonly<Record<string, object>> = {}): Promise<Metered> {
  const raw = await startRawEndpoint()
  const scripts = new Map<string, RawScript>()
  const requests = new Map<string, string>()
  raw.play((socket, request) => {
    const mark = /mark-[0-9a-f-]{36}/.exec(request)?.[0] ?? ''
    requests.set(mark, request)
    const script = scripts.get(mark)
    if (script === undefined) socket.destroy()
    else script(socket, request)
  })
  const access = await startAccess({
    endpoints: ['fra'],
    plans,
    prepare: ({ edgeConfig, endpoint }) => {
      const row = { zone: 'US', region: 'iad1', models: ['*'] }
      const endpoints = {
        raw: { ...row, baseUrl: raw.baseUrl, auth: 'none' },
        fra: { ...row, baseUrl: endpoint('fra').url, apiKeyEnv: 'UPSTREAM_KEY_FRA', models: ['gpt-4.1'] },
      }
      edgeConfig.set('regions', { version: 1, endpoints, default: ['raw', 'fra'] })
      edgeConfig.set('models', {
        catalogue: { speaker: { price: { input: 2, output: 8, audioInput: 40, audioOutput: 80 } } },
      })
    },
  })
  const usage = readUsageRecords(access.world.redis)
  const { key } = await access.makeKey('warm')
  let edges = 0
  const asking = ({ script, body, headers, mark = newMark(), signal }: MeteredCall): Asked => {
    if (script !== undefined) scripts.set(mark, script)
    const content = `Xin chào ${mark.slice('mark-'.length)}`
    return {
      headers: { authorization: `Bearer ${key}`, 'x-vercel-id': `e${++edges}::id`, ...headers },
      // The mark itself stands where no token is estimated.
      body: chatBody({ messages: [{ role: 'user', content, name: mark }], ...body }),
      ...(signal && { signal }),
    }
  }
  const url = access.gateways[0]?.url ?? ''
  return {
    access,
    usage,
    call: asked => sendTo(url, asking(asked)),
    begin: (requestId, asked) =>
      beginAt(url, asking({ ...asked, headers: { ...asked.headers, 'x-request-id': requestId } })),
    recordOf: ({ headers }) => usage.of(headers.get('x-request-id')),
    heard: mark => requests.get(mark) ?? '',
    close: async () => {
      usage.close()
      await access.close()
      await raw.close()
    },
  }
}

export function newMark(): string {
  return `mark-${crypto.randomUUID()}`
}

/** A plain answer that says this of its usage; nothing without it. */
export function answering(usage?: unknown): RawScript {
  const text = JSON.stringify({ ...JSON.parse(rawAnswer), usage })
  return say(headText([jsonType, `content-length: ${Buffer.byteLength(text)}`]), text)
}

/** A refusal or failure by this status. */
export function failing(status: string, error: object = { message: 'No.' }): RawScript {
  const text = JSON.stringify({ error })
  return say(headText([jsonType, `content-length: ${Buffer.byteLength(text)}`], status), text)
}

/** The beginning of a stream with so many pieces of its answer. */
export function pieces(count: number): string {
  const opening = event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] })
  return (
    headText([streamType]) + opening + Array.from({ length: count }, (_, at) => piece(`w${at} `)).join('')
  )
}
