import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface LoopbackServer {
  port: number
  /** Connections open at this moment, idle ones included. */
  openSockets(): number
  /** Cuts every connection and stops listening, so that new ones are refused. */
  refuse(): Promise<void>
  /** Listens again on the same port. */
  accept(): Promise<void>
  /** Stops for good and destroys what is open. */
  close(): Promise<void>
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Starts an HTTP server on 127.0.0.1, by default on any free port. */
export async function startLoopbackServer(
  listener: Listener,
  { port: wanted = 0 }: { port?: number | undefined } = {},
): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    // A listener fails when its caller has gone, and then nobody is left to tell.
    listener(request, response).catch(() => response.destroy())
  })
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 120_000
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await listen(server, wanted)
  const stop = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    port,
    openSockets: () => sockets.size,
    refuse: stop,
    accept: async () => {
      if (!server.listening) await listen(server, port)
    },
    close: stop,
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
