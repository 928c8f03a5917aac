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

// Timers that take the same time ring in the order in which they were set, so nothing overtakes.
function carry(from: Socket, { to, delayMs }: { to: Socket; delayMs: number }): void {
  from.on('data', piece => setTimeout(() => to.write(piece), delayMs))
  from.on('end', () => setTimeout(() => to.end(), delayMs))
  from.on('error', () => to.destroy())
  from.on('close', () => setTimeout(() => to.destroy(), delayMs))
}
