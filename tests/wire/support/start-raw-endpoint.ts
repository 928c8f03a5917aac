import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

/** What an endpoint does with a call on its own connection, byte by byte. */
export type RawScript = (socket: Socket, request: string) => void

/** An endpoint below HTTP, for what no server library would send. */
export type RawEndpoint = {
  readonly baseUrl: string
  /** What to do with each call from now on, once all of it has come or only its head. */
  play(script: RawScript, when?: 'whole' | 'head'): void
  /** How many calls have come. */
  calls(): number
  /** How many connections are open, idle ones included. */
  openSockets(): number
  /** How many connections are open on which a call has come. */
  openCalls(): number
  close(): Promise<void>
}

/** Starts an endpoint that answers probes as it should and calls as it is told. */
export async function startRawEndpoint(): Promise<RawEndpoint> {
  const sockets = new Set<Socket>()
  const withCalls = new Set<Socket>()
  let calls = 0
  let script: RawScript = socket => socket.destroy()
  let playsAt: 'whole' | 'head' = 'whole'
  const server = createServer(socket => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      withCalls.delete(socket)
    })
    // That the gateway cuts a connection is what some tests wait for.
    socket.on('error', () => socket.destroy())
    let received = Buffer.alloc(0)
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk])
      const { isProbe, size } = readRequest(received, playsAt)
      if (size === undefined || received.length < size) return
      const request = received.toString()
      received = Buffer.alloc(0)
      if (isProbe) return void socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n')
      calls++
      withCalls.add(socket)
      if (playsAt === 'head') socket.removeAllListeners('data').pause()
      script(socket, request)
    })
  })
  const port = await listen(server)
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    play: (next, when = 'whole') => {
      script = next
      playsAt = when
    },
    calls: () => calls,
    openSockets: () => sockets.size,
    openCalls: () => withCalls.size,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Listens on loopback at any free port and gives it. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

// How many bytes must have come before there is an answer; undefined while the head is not whole.
function readRequest(received: Buffer, playsAt: 'whole' | 'head') {
  const end = received.indexOf('\r\n\r\n')
  const head = received.subarray(0, Math.max(0, end)).toString('latin1')
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
  const body = playsAt === 'head' ? 0 : length
  return { isProbe: !head.startsWith('POST'), size: end === -1 ? undefined : end + 4 + body }
}
