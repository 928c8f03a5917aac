import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Redis {
  port: number
  /** `redis://127.0.0.1:PORT` */
  url: string
  pid: number
  close(): Promise<void>
}

const missing =
  'redis-server is missing: install it by "apt-get install redis-server" or "brew install redis".'

/** Starts a Redis server of its own on a loopback port, a free one by itself, which keeps nothing on disk. */
export async function startRedis(wantedPort?: number): Promise<Redis> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-'))
  const port = wantedPort ?? (await freePort())
  const options = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: directory }
  const settings = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] })
  // A process that ends without closing leaves no server behind.
  const stop = () => child.kill()
  process.once('exit', stop)
  await ready(child)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    close: async () => {
      process.removeListener('exit', stop)
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit')
        child.kill()
        await exited
      }
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stdout?.on('data', piece => {
      log += piece
      if (log.includes('Ready to accept connections')) resolve()
    })
    child.once('error', cause => reject(new Error(missing, { cause })))
    child.once('exit', () => reject(new Error(`redis-server ended at once: ${log}`)))
  })
}
