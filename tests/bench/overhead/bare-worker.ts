import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Program } from '../parts/start-server'

const folder = 'tests/.output/bare-worker'

/** The program of workerd; throws where it is not installed. */
export function requireWorkerd(): string {
  try {
    return createRequire(import.meta.url)('workerd').default
  } catch {
    throw new Error('not installed: the package workerd')
  }
}

/** A Worker that only passes requests on to an address. */
export function bareWorkerProgram(port: number, upstreamUrl: string): Program {
  const code = readFileSync(new URL('servers/bare-worker.mjs', import.meta.url), 'utf8')
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "main", esModule = ${JSON.stringify(code)})],
      compatibilityDate = "2026-06-01",
      bindings = [(name = "UPSTREAM_URL", text = ${JSON.stringify(upstreamUrl)})],
      globalOutbound = "network"
    )),
    (name = "network", network = (allow = ["public", "private"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
`
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${port}.capnp`)
  writeFileSync(file, config)
  return { command: [requireWorkerd(), 'serve', file], environment: {} }
}
