import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { workerConfig } from './worker-config'

// Given a port of loopback, serves the Worker there with workerd, and shows it this process's environment as its bindings.

const [, , port = '0'] = process.argv
const { default: workerd } = createRequire(import.meta.url)('workerd')
const folder = mkdtempSync(join(tmpdir(), 'worker-'))
const config = join(folder, 'config.capnp')
// The configuration can only take in what lies beside it.
copyFileSync('.hosts/worker/worker.mjs', join(folder, 'worker.mjs'))
writeFileSync(config, workerConfig({ port, bindings: process.env }))

// Whatever becomes of this process, its end of the pipe is closed then, and workerd goes as well.
const keeper =
  'trap "" TERM INT; "$@" </dev/null & worker=$!; exec 3>&-; echo "Process: $worker"; read -r _; kill -KILL $worker'
// How long a start takes is counted from here: this process is not there elsewhere.
console.log(`Started: ${Date.now()}`)
const child = spawn('sh', ['-c', keeper, 'sh', workerd, 'serve', '--control-fd=3', config], {
  stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
})

function end(code: number): void {
  child.stdin?.destroy()
  process.exit(code)
}

process.once('SIGTERM', () => end(0))
process.once('SIGINT', () => end(0))

let told = ''
const control: Readable | undefined =
  child.stdio[3] instanceof Object && 'setEncoding' in child.stdio[3] ? child.stdio[3] : undefined
control?.setEncoding('utf8')
control?.on('data', (text: string) => {
  told += text
  const listening = /"event":"listen".*?"port":(\d+)/.exec(told)?.[1]
  if (listening === undefined) return
  told = ''
  rmSync(folder, { recursive: true })
  console.log(`Local: http://127.0.0.1:${listening}\nReady`)
})
control?.on('close', () => end(1))
