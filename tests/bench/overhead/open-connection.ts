import { once } from 'node:events'
import { connect } from 'node:net'

/** What came back for one request. */
export type Reply = {
  readonly status: number
  readonly headMs: number
  /** From the request to the first byte of the answer's body, and to its end, in ms. */
  readonly firstMs: number
  readonly endMs: number
  readonly body: Buffer
}

export type Connection = {
  /** Sends a whole request; only one may be on its way. */
  send(request: Buffer): Promise<Reply>
  close(): void
}

/** Opens a connection that speaks as much of HTTP as the set-ups answer, since a full client costs more than they do. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let pending: Pending | undefined
  const fail = (error: Error) => {
    pending?.reject(error)
    pending = undefined
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The connection was closed under a request.')))
  socket.on('data', piece => {
    if (pending === undefined) return
    const reply = take(pending, piece)
    if (reply === undefined) return
    const { resolve } = pending
    pending = undefined
    resolve(reply)
  })
  return {
    send: request =>
      new Promise((resolve, reject) => {
        pending = { begun: performance.now(), pieces: [], bytes: 0, head: undefined, resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

type Head = {
  readonly status: number
  readonly from: number
  readonly length: number | undefined
  readonly at: number
}

type Pending = {
  readonly begun: number
  readonly pieces: Buffer[]
  bytes: number
  head: (Head & { firstAt: number | undefined }) | undefined
  resolve(reply: Reply): void
  reject(error: Error): void
}

const lastChunk = '0\r\n\r\n'

function take(pending: Pending, piece: Buffer): Reply | undefined {
  pending.pieces.push(piece)
  pending.bytes += piece.length
  const { pieces, begun } = pending
  const now = performance.now()
  if (pending.head === undefined) {
    const head = readHead(pieces.length === 1 ? piece : Buffer.concat(pieces), now)
    if (head === undefined) return undefined
    pending.head = { ...head, firstAt: undefined }
  }
  const { head, bytes } = pending
  if (bytes > head.from) head.firstAt ??= now
  if (!isWhole(head, bytes, pieces)) return undefined
  const whole = Buffer.concat(pieces)
  return {
    status: head.status,
    headMs: head.at - begun,
    firstMs: (head.firstAt ?? now) - begun,
    endMs: now - begun,
    body: whole.subarray(head.from),
  }
}

function readHead(bytes: Buffer, at: number): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const text = bytes.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
  return {
    status: Number(text.slice(9, 12)),
    from: end + 4,
    length: length === undefined ? undefined : Number(length),
    at,
  }
}

// Of an answer without a length the last chunk ends what was sent, for nothing else is on its way.
function isWhole({ from, length }: Head, bytes: number, pieces: readonly Buffer[]): boolean {
  if (length !== undefined) return bytes >= from + length
  if (bytes < from + lastChunk.length) return false
  const last = pieces.at(-1)
  if (last !== undefined && last.length >= lastChunk.length)
    return last.toString('latin1', last.length - lastChunk.length) === lastChunk
  return Buffer.concat(pieces).toString('latin1').endsWith(lastChunk)
}
