import { servePart } from '../parts/serve-part'
import { type Connection, openConnection, type Reply } from './open-connection'

// Sends the calls of a turn, each connection one after the other, and measures them.

/** Calls to one set-up. */
export type Turn = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly connections: number
  readonly calls: number
  /** What every whole answer holds. */
  readonly mark: string
}

export type TurnResult = {
  /** From each call to the first byte of its answer's body, in ms. */
  readonly firstMs: readonly number[]
  /** To its end. */
  readonly endMs: readonly number[]
  readonly seconds: number
  readonly failures: Readonly<Record<string, number>>
}

async function runTurn({ port, connections: count, calls, ...turn }: Turn): Promise<TurnResult> {
  const request = requestOf({ port, ...turn })
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(port)))
  const failures: Record<string, number> = {}
  const send = async (connection: Connection) => {
    const reply = await connection.send(request)
    if (reply.status === 200 && reply.body.includes(turn.mark)) return reply
    const failure = failureOf(reply)
    failures[failure] = (failures[failure] ?? 0) + 1
    return undefined
  }
  const replies: Reply[] = []
  let left = calls
  const begun = performance.now()
  await Promise.all(
    connections.map(async connection => {
      while (left-- > 0) {
        const reply = await send(connection)
        if (reply !== undefined) replies.push(reply)
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  for (const connection of connections) connection.close()
  return {
    firstMs: replies.map(({ firstMs }) => firstMs),
    endMs: replies.map(({ endMs }) => endMs),
    seconds,
    failures,
  }
}

function requestOf({ port, path, headers, body }: Pick<Turn, 'port' | 'path' | 'headers' | 'body'>): Buffer {
  const all = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

function failureOf({ status, body }: Reply): string {
  return `${status} ${/"code": ?"(\w+)"/.exec(body.toString())?.[1] ?? body.toString().slice(0, 80)}`
}

servePart(undefined, { answer: runTurn })
