import { createRequire } from 'node:module'
import packageJson from '../../package.json' with { type: 'json' }
import { apiFunction } from '../artefact/artefact-folders'

/** What a gateway is served by. */
export type GatewayHost = {
  /** The file that its build leaves, newer than all sources. */
  readonly built: string
  /** The command that makes that build. */
  readonly build: string
  /** What Node is given to serve at a port of loopback: it prints `Local: http://…` and `Ready`, and ends at SIGTERM. */
  command(port: number): readonly string[]
  /** What its runtime does not tell the gateway, and why. */
  readonly untold?: Readonly<Record<Told, string>>
}

/** What a runtime may tell: that a caller hangs up to whom nothing is being written, and why a connection failed. */
export type Told = 'silent-hang-ups' | 'connection-errors'

const { resolve } = createRequire(import.meta.url)
const [, ...startArguments] = packageJson.scripts.start.split(' ')

const untoldByWorkerd = {
  'silent-hang-ups': 'the gateway is not told of it, and hears of a hang-up by what it writes',
  'connection-errors': 'fetch says of a connection that fails no more than that it was lost',
}

const artefact: GatewayHost = {
  built: '.vercel/artefact/serve.js',
  build: 'npx tsx tests/artefact/build.ts',
  command: port => ['.vercel/artefact/serve.js', String(port)],
  untold: untoldByWorkerd,
}

const hosts: Readonly<Record<string, GatewayHost>> = {
  next: {
    built: '.next/BUILD_ID',
    build: 'npm run build',
    // As `npm start` does.
    command: port => [
      resolve('next/dist/bin/next'),
      ...startArguments,
      '-H',
      '127.0.0.1',
      '-p',
      String(port),
    ],
  },
  node: {
    built: '.hosts/node/server.mjs',
    build: 'npm run build:node',
    command: port => ['.hosts/node/server.mjs', '-H', '127.0.0.1', '-p', String(port)],
  },
  worker: {
    built: '.hosts/worker/worker.mjs',
    build: 'npm run build:worker',
    command: port => ['--import', resolve('tsx'), 'tests/world/serve-worker.ts', String(port)],
    untold: untoldByWorkerd,
  },
  artefact,
  // Of it the function that serves calls, without what stands in for the platform in front of it: for what is measured.
  function: { ...artefact, command: port => [...artefact.command(port), apiFunction] },
}

/** Which of them `GATEWAY_HOST` names. */
export function gatewayHostName(): string {
  return process.env.GATEWAY_HOST || 'next'
}

/** The host of that name, by itself the one that `GATEWAY_HOST` names, or `next start`. */
export function gatewayHost(name = gatewayHostName()): GatewayHost {
  const host = hosts[name]
  if (host === undefined) throw new Error(`GATEWAY_HOST=${name} is none of ${Object.keys(hosts).join(', ')}.`)
  return host
}
