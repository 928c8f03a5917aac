import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { artefactFolders as folders } from './artefact-folders'
import { readOutput } from './read-output'
import { workerConfig } from './worker-config'

/** workerd, serving what `vercel build` has put out. */
export type Workerd = { readonly child: ChildProcess; readonly port: number }

type Settings = Readonly<Record<string, string | undefined>>

// npm puts the program of this platform in a package of its own; this one names it, whether install scripts ran or not.
const { default: program } = z
  .object({ default: z.string() })
  .parse(createRequire(import.meta.url)('workerd'))

type Options = {
  /** What the functions find in their environment. */
  readonly settings?: Settings
  /** The function that is served by itself, as the platform keeps it; without it all of them behind the router. */
  readonly alone?: string | undefined
}

/** Starts workerd at a port of loopback and waits until it listens. */
export async function startWorkerd(port: number, options: Options = {}): Promise<Workerd> {
  const config = join(folders.serving, `serve-${process.pid}.capnp`)
  // The keys in it lie on the disk no longer than it takes to read them.
  const forget = () => rmSync(config, { force: true })
  process.once('exit', forget)
  writeFileSync(config, configFor(port, options), { mode: 0o600 })
  const child = spawn(program, ['serve', '--control-fd=3', '--import-path=/', config], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  endWithUs(child)
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`workerd ended with ${code}.`)
  })
  // Later on its end is for others to see.
  ended.catch(() => undefined)
  const [told] = await Promise.race([once(child.stdio[3] ?? child, 'data'), ended])
  forget()
  process.off('exit', forget)
  return { child, port: z.object({ port: z.number() }).parse(JSON.parse(String(told))).port }
}

function configFor(port: number, { settings: all = {}, alone }: Options): string {
  const { PATH, HOME, NODE_EXTRA_CA_CERTS, ...settings } = all
  const present = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return workerConfig(readOutput(folders.output), {
    address: `127.0.0.1:${port}`,
    outputFolder: resolve(folders.output),
    routerFile: resolve(folders.serving, 'router.js'),
    isolateFile: resolve(folders.serving, 'isolate.js'),
    // A test that wants to stand for production says so.
    environment: {
      VERCEL: '1',
      VERCEL_ENV: 'preview',
      NEXT_RUNTIME: 'edge',
      ...Object.fromEntries(present),
    },
    authorities: NODE_EXTRA_CA_CERTS ? [readFileSync(NODE_EXTRA_CA_CERTS, 'utf8')] : [],
    isBelieved: settings.TRUST_GEO_HEADERS === '1',
    alone,
  })
}

/** Ends workerd when we end, in whatever way: the input of the one who watches is ours, and breaks with us. */
function endWithUs(child: ChildProcess): void {
  const watch = spawn('/bin/sh', ['-c', `cat >/dev/null; kill -9 ${child.pid} 2>/dev/null`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // What ends our group must leave it to end workerd.
    detached: true,
  })
  child.once('exit', () => watch.kill('SIGKILL'))
}
