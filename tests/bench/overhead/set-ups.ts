import { fileURLToPath } from 'node:url'
import { gatewayHost } from '../../world/gateway-host'
import { requireFreshBuild } from '../../world/require-fresh-build'
import { bareNextArtefact, bareNextFolder, bareNextProgram, buildBareNext } from './bare-next'
import { bareWorkerProgram, requireWorkerd } from './bare-worker'
import { edgeFunctionBytes, gzippedBytes, nextFunctionBytes } from './code-bytes'
import { installPortkey, portkeyBytes, portkeyProgram } from './portkey'
import type { SetUp, Surroundings } from './set-up'

const bare = ({ upstreamPort }: Surroundings) => ({ UPSTREAM_URL: `http://127.0.0.1:${upstreamPort}/v1` })
const node = process.execPath
const noRest = { UPSTASH_REDIS_REST_URL: '', UPSTASH_REDIS_REST_TOKEN: '' }
const inServers = (name: string) => fileURLToPath(new URL(`servers/${name}`, import.meta.url))

/** What is compared, in the order of the table. */
export const setUps: readonly SetUp[] = [
  {
    name: 'bare Node proxy',
    isOurs: false,
    prepare: () => undefined,
    programAt: (port, surroundings) => ({
      command: [node, inServers('bare-node.mjs')],
      environment: { PORT: String(port), ...bare(surroundings) },
    }),
  },
  {
    name: 'bare workerd proxy',
    isOurs: false,
    prepare: () => void requireWorkerd(),
    programAt: (port, surroundings) => bareWorkerProgram(port, bare(surroundings).UPSTREAM_URL),
  },
  {
    name: 'bare Next route, next start',
    isOurs: false,
    prepare: buildBareNext,
    programAt: (port, surroundings) => ({
      command: [node, bareNextProgram, 'start', bareNextFolder, '-H', '127.0.0.1', '-p', String(port)],
      environment: { NEXT_TELEMETRY_DISABLED: '1', ...bare(surroundings) },
    }),
    codeBytes: () => nextFunctionBytes(`${bareNextFolder}/.next`),
  },
  {
    name: 'bare Next route, workerd',
    isOurs: false,
    prepare: bareNextArtefact.prepare,
    programAt: (port, surroundings) => ({
      command: [node, ...bareNextArtefact.command(port)],
      environment: bare(surroundings),
      folder: bareNextFolder,
    }),
    codeBytes: () => edgeFunctionBytes(`${bareNextFolder}/.vercel/output`),
  },
  { ...ours('Isochrone, next start', 'next'), codeBytes: () => nextFunctionBytes('.next') },
  {
    // The one function, as the bare route's: what routes to it on the platform is the platform's, and only stood in for here.
    ...ours('Isochrone, artefact in workerd', 'function'),
    // Keys are made by another function.
    keyProgramAt: (port, { environment }) => ({
      command: [node, ...gatewayHost('artefact').command(port)],
      environment,
    }),
    codeBytes: () => edgeFunctionBytes('.vercel/output'),
  },
  // It speaks to Redis itself where no REST is named, which would come first.
  nodeHost('Isochrone, Node host', noRest),
  nodeHost('Isochrone, Node host, Redis over REST', {}),
  {
    // As Portkey is: without keys and without anything that several of them would share.
    ...nodeHost('Isochrone, Node host alone', { ...noRest, REDIS_URL: '', AUTH: 'open' }),
    isOurs: false,
  },
  {
    ...ours('Isochrone, Worker module', 'worker'),
    codeBytes: () => gzippedBytes([gatewayHost('worker').built]),
  },
  {
    name: 'Portkey 1.15.2, Node',
    isOurs: false,
    prepare: installPortkey,
    programAt: port => portkeyProgram(port),
    headers: surroundings => ({
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': bare(surroundings).UPSTREAM_URL,
      authorization: 'Bearer sk-bench',
    }),
    codeBytes: portkeyBytes,
  },
]

/** The product as a server of Node's, with some settings of its own. */
function nodeHost(name: string, settings: Readonly<Record<string, string>>): SetUp {
  return {
    ...ours(name, 'node'),
    programAt: (port, { environment }) => ({
      command: [node, ...gatewayHost('node').command(port)],
      environment: { ...environment, ...settings },
    }),
    codeBytes: () => gzippedBytes([gatewayHost('node').built]),
  }
}

/** The product on one of its hosts. */
function ours(name: string, hostName: string): SetUp {
  return {
    name,
    isOurs: true,
    prepare: () => requireFreshBuild(hostName),
    programAt: (port, { environment }) => ({
      command: [node, ...gatewayHost(hostName).command(port)],
      environment,
    }),
  }
}
