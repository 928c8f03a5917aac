import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program that listens at a port of loopback. */
export type Program = {
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Where it runs; here without it. */
  readonly folder?: string
}

/** One that does. */
export type Server = {
  readonly port: number
  /** The process that serves: the one that was started, or the one that it names as `Process: …`. */
  readonly pid: number
  /** From its start to its first answer; where the program only starts another, from where it says that it does. */
  readonly startMs: number
  /** What it has written to its standard output and error. */
  log(): string
  close(): Promise<void>
}

type Options = {
  readonly programAt: (port: number) => Program
  /** Whether it answers as it should. */
  readonly answers: (port: number) => Promise<boolean>
}

const patienceMs = 60_000
const pollMs = 3

/** Starts a program and waits until it answers. What it writes goes into a file, so that nobody has to read along. */
export async function startServer({ programAt, answers }: Options): Promise<Server> {
  const port = await freePort()
  const { command, environment, folder: cwd } = programAt(port)
  const [program = '', ...args] = command
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const file = join(folder, 'log')
  const written = openSync(file, 'a')
  const log = () => readFileSync(file, 'utf8')
  const begun = performance.now()
  const begunAt = Date.now()
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', written, written],
    cwd,
  })
  closeSync(written)
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  let failure: string | undefined
  child.once('error', error => {
    failure = error.message
  })
  const close = async () => {
    process.removeListener('exit', endWithUs)
    if (failure === undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), 1000)
      await ended
      clearTimeout(force)
    }
    rmSync(folder, { recursive: true, force: true })
  }
  while (!(await answers(port).catch(() => false))) {
    const hasEnded = failure !== undefined || child.exitCode !== null || child.signalCode !== null
    if (hasEnded || performance.now() - begun > patienceMs) {
      const told = failure ?? log().slice(-2000)
      await close()
      throw new Error(`${command.join(' ')} does not answer:\n${told}`)
    }
    await sleep(pollMs)
  }
  const elapsedMs = performance.now() - begun
  const startedAt = /^Started:\s+(\d+)$/m.exec(log())?.[1]
  const startMs = elapsedMs - (startedAt === undefined ? 0 : Number(startedAt) - begunAt)
  const named = /^Process:\s+(\d+)$/m.exec(log())?.[1]
  return { port, pid: Number(named ?? child.pid), startMs, log, close }
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
