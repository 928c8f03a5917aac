import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Program } from '../parts/start-server'
import { gzippedBytes } from './code-bytes'

// Only compared with: it is installed where it is first asked for, and no clone carries it.
const version = '1.15.2'
// With a newer one of those that its range allows it answers every streamed call with 500.
const overrides = { '@hono/node-server': '1.13.8' }
const folder = `node_modules/.cache/isochrone/portkey-${version}`
const script = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js')

export function installPortkey(): void {
  if (existsSync(script)) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }))
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@portkey-ai/gateway@${version}`]
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`not installed: npm ${args.join(' ')}\n${stderr}`)
}

export function portkeyProgram(port: number): Program {
  return { command: [process.execPath, script, `--port=${port}`, '--headless'], environment: {} }
}

/** Of its own code alone: the packages that it needs come on top. */
export function portkeyBytes(): number | undefined {
  return gzippedBytes([script])
}
