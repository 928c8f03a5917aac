import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createNodeRedis } from '@/lib/hosts/create-node-redis'
import { type Redis, startRedis } from '../world/start-redis'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const signal = () => new AbortController().signal
const ping = { body: ['PING'] }

async function start(): Promise<Redis> {
  const redis = await startRedis()
  ends.push(redis.close)
  return redis
}

type Peer = { readonly url: string; readonly sockets: Socket[]; readonly received: () => string }

/** A server that says nothing by itself. */
async function startPeer(onData: (socket: Socket) => void): Promise<Peer> {
  const sockets: Socket[] = []
  let received = ''
  const server: Server = createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', piece => {
      received += piece
      onData(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { url: `redis://127.0.0.1:${address.port}`, sockets, received: () => received }
}

describe('a command', () => {
  it('fails at once where nobody listens, and is answered as soon as somebody does', async () => {
    const redis = await startRedis()
    const send = createNodeRedis(redis.url)
    expect(await send(ping, signal())).toEqual({ result: 'PONG' })
    await redis.close()
    await expect(send(ping, signal())).rejects.toThrow()
    const again = await startRedis(redis.port)
    ends.push(again.close)
    await vi.waitFor(async () => expect(await send(ping, signal())).toEqual({ result: 'PONG' }), {
      timeout: 5000,
    })
  })

  it('is given up when its signal rings, and those after it are answered once Redis does', async () => {
    const redis = await start()
    const send = createNodeRedis(redis.url)
    await send(ping, signal())
    process.kill(redis.pid, 'SIGSTOP')
    const controller = new AbortController()
    const given = send(ping, controller.signal)
    const waiting = send({ body: ['SET', 'a', 'b', 'GET'] }, signal())
    controller.abort(new Error('Redis took too long.'))
    await expect(given).rejects.toThrow('Redis took too long.')
    process.kill(redis.pid, 'SIGCONT')
    expect(await waiting).toEqual({ result: null })
  })

  it('that was under way when the connection was lost fails, and is not sent again', async () => {
    const peer = await startPeer(socket => {
      if (socket === peer.sockets[0]) socket.destroy()
      else socket.write('+PONG\r\n')
    })
    const send = createNodeRedis(peer.url)
    await expect(send({ body: ['INCR', 'calls'] }, signal())).rejects.toThrow()
    await vi.waitFor(async () => expect(await send(ping, signal())).toEqual({ result: 'PONG' }))
    expect(peer.received().split('INCR')).toHaveLength(2)
  })

  it('is not sent into a connection on which nothing has come for three seconds', async () => {
    const peer = await startPeer(() => {})
    const send = createNodeRedis(peer.url)
    await expect(send(ping, signal())).rejects.toThrow()
    await vi.waitFor(() => expect(peer.sockets.length).toBeGreaterThan(1), { timeout: 5000 })
  })

  it('goes to another server once this one has become a replica', async () => {
    const peer = await startPeer(socket => {
      if (/INCR/.test(peer.received()))
        socket.write("-READONLY You can't write against a read only replica.\r\n")
    })
    const send = createNodeRedis(peer.url)
    await expect(send({ body: ['INCR', 'calls'] }, signal())).rejects.toThrow('READONLY')
    await vi.waitFor(() => expect(peer.sockets.length).toBeGreaterThan(1), { timeout: 5000 })
  })
})

it('a password that is wrong is not told', async () => {
  const redis = await start()
  const admin = createNodeRedis(redis.url)
  await admin({ body: ['CONFIG', 'SET', 'requirepass', 'right-password'] }, signal())
  const failure = await createNodeRedis(redis.url.replace('//', '//:wrong-password@'))(ping, signal()).catch(
    String,
  )
  expect(failure).toMatch(/NOAUTH|WRONGPASS/)
  expect(failure).not.toContain('password@')
  expect(failure).not.toContain('wrong-password')
  const right = createNodeRedis(redis.url.replace('//', '//default:right-password@'))
  expect(await right(ping, signal())).toEqual({ result: 'PONG' })
})
