import { once } from 'node:events'
import { connect } from 'node:net'
import { parseJson } from '../../world/parse-json'
import type { Reply } from './send-to'

type Options = {
  /** Ends our side of the connection after the text, as a caller does that has no more to say. */
  readonly end?: boolean
}

/** Writes a request to the wire letter by letter and reads the first response; for what no client would send. */
export async function sendRaw(
  url: string,
  text: string | Buffer,
  { end = false }: Options = {},
): Promise<Reply> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(text)
  if (end) socket.end()
  let received = ''
  for await (const chunk of socket.setEncoding('utf8')) {
    received += chunk
    if (isWhole(received)) break
  }
  socket.destroy()
  return toReply(received)
}

function isWhole(received: string): boolean {
  const { head, body } = parts(received)
  if (/^transfer-encoding: chunked$/im.test(head)) return body.endsWith('0\r\n\r\n')
  const length = /^content-length: (\d+)$/im.exec(head)?.[1]
  return length !== undefined && Buffer.byteLength(body) >= Number(length)
}

function toReply(received: string): Reply {
  const { head, body } = parts(received)
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Headers()
  for (const line of lines)
    headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1))
  const isChunked = headers.get('transfer-encoding') === 'chunked'
  const text = isChunked ? body.replace(/(^|\r\n)[0-9a-f]+\r\n/gi, '').replace(/\r\n$/, '') : body
  return { status: Number(statusLine.split(' ')[1]), headers, text, json: parseJson(text) }
}

function parts(received: string): { head: string; body: string } {
  const at = received.indexOf('\r\n\r\n')
  return at === -1 ? { head: '', body: '' } : { head: received.slice(0, at), body: received.slice(at + 4) }
}
