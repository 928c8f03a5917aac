import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type Distance = {
  /** Where the relay listens. */
  readonly port: number
  close(): Promise<void>
}

type Options = {
  /** The server behind it, on loopback. */
  readonly port: number
  readonly roundTripMs: number
}

/** Starts a relay that puts a distance before a server: what is sent arrives half a round trip later, both ways. */
export async function startDistance({ port: target, roundTripMs }: Options): Promise<Distance> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.once('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer({ allowHalfOpen: true }, accepted => {
    const near = keep(accepted)
    const far = keep(connect({ port: target, host: '127.0.0.1', allowHalfOpen: true }))
    carry(near, { to: far, delayMs: roundTripMs / 2 })
    carry(far, { to: near, delayMs: roundTripMs / 2 })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.')
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function carry(from: Socket, { to, delayMs }: { to: Socket; delayMs: number }): void {
  const later = createDelay(delayMs)
  from.on('data', piece => later(() => to.write(piece)))
  from.on('end', () => later(() => to.end()))
  from.on('error', () => to.destroy())
  from.on('close', () => later(() => to.destroy()))
}

// A timer of Node's rings up to two milliseconds late, which would be distance on top: the last of them are watched go by.
const watchedMs = 2

/** Does everything so many milliseconds later, in the order in which it came. */
function createDelay(delayMs: number): (act: () => void) => void {
  const waiting: { readonly at: number; readonly act: () => void }[] = []
  const wake = () => {
    for (let [first] = waiting; first !== undefined && first.at <= performance.now(); [first] = waiting) {
      waiting.shift()
      first.act()
    }
    const [next] = waiting
    if (next !== undefined) wait(next.at - performance.now())
  }
  const wait = (ms: number) => (ms > watchedMs ? setTimeout(wake, ms - watchedMs) : setImmediate(wake))
  return act => {
    waiting.push({ at: performance.now() + delayMs, act })
    if (waiting.length === 1) wait(delayMs)
  }
}
