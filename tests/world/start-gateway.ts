import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { gatewayHost } from './gateway-host'

/** The production build, serving on loopback. */
export type Gateway = {
  readonly url: string
  /** The process that serves. */
  readonly pid: number
  /** What it has written to its standard output and error. */
  log(): string
  /** Reads no more of that, as a collector that dies: what it writes from then on meets a broken pipe. */
  stopReading(): void
  close(): Promise<void>
}

type Options = {
  /** Everything it learns of its surroundings, next to PATH. */
  readonly environment: Readonly<Record<string, string>>
  /** 0 takes a free one. */
  readonly port?: number
  /** Modules that its process imports first. */
  readonly imports?: readonly string[]
}

const patienceMs = 60_000
// Whoever is killed cannot end it: it goes when the channel to its parent breaks, or it would write to nobody for ever.
const endWithParent = "data:text/javascript,process.once('disconnect',()=>process.exit(1))"

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts the finished build on the host that is to be tested and waits until it listens. */
export async function startGateway({ environment, port = 0, imports = [] }: Options): Promise<Gateway> {
  const imported = [endWithParent, ...imports].flatMap(module => ['--import', module])
  const command = [...imported, ...gatewayHost().command(port)]
  const child = spawn(process.execPath, command, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let written = ''
  running.add(child)
  const url = await new Promise<string>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`The gateway does not listen:\n${written}`)), patienceMs)
    const read = (chunk: Buffer) => {
      written += chunk.toString()
      const listening = /Local:\s+(http:\S+)/.exec(written)?.[1]
      if (listening === undefined || !written.includes('Ready')) return
      clearTimeout(giveUp)
      resolve(listening.replace('localhost', '127.0.0.1'))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', code => reject(new Error(`The gateway ended with ${code}:\n${written}`)))
  })
  // A host that serves by a process of its own says which.
  const ofHost = /^Process:\s+(\d+)$/m.exec(written)?.[1]
  return {
    url,
    pid: Number(ofHost ?? child.pid),
    log: () => written,
    stopReading: () => {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    async close() {
      await end(child)
      running.delete(child)
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  // It waits for open streams; they are of no interest any more.
  const force = setTimeout(() => child.kill('SIGKILL'), 1000)
  await ended
  clearTimeout(force)
}
