import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection on which nothing is sent or ended but what the test says. */
export type RawConnection = {
  readonly socket: Socket
  /** All that has come back. */
  received(): string
  /** The status of each response that has begun, in order. */
  statuses(): number[]
  isClosed(): boolean
}

/** Connects to a gateway as a caller that writes its requests letter by letter. */
export async function openRaw(url: string): Promise<RawConnection> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', chunk => {
    received += chunk
  })
  // That the gateway cuts a connection is what some tests wait for.
  socket.on('error', () => socket.destroy())
  await once(socket, 'connect')
  return {
    socket,
    received: () => received,
    statuses: () => [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)),
    isClosed: () => socket.closed || socket.readableEnded,
  }
}
