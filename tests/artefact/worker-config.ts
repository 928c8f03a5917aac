import type { EdgeFunction, Output } from './output'
import { quote } from './quote'

/** Where the parts of an artefact are, as the configuration reaches them, and how they are to be served. */
export type Serving = {
  readonly address: string
  readonly outputFolder: string
  readonly routerFile: string
  readonly isolateFile: string
  /** What all functions find in `process.env` next to what the build gives each. */
  readonly environment: Readonly<Record<string, string>>
  /** Certificates that are trusted next to those that everybody trusts. */
  readonly authorities: readonly string[]
  /** Whether callers are believed about where they are. */
  readonly isBelieved: boolean
  /** The function that stands at the socket by itself; without it the router does. */
  readonly alone?: string | undefined
}

// What the platform's runtime offers: Web APIs, and of Node a few modules that a function asks for by name.
const runtime = `compatibilityDate = "2026-06-01",
    compatibilityFlags = ["nodejs_compat", "no_nodejs_compat_v2", "enable_request_signal"]`

/** The configuration of workerd for an output: the router at a socket, and behind it an isolate for each function; or one alone. */
export function workerConfig(output: Output, serving: Serving): string {
  const { alone } = serving
  const functions = output.edgeFunctions.filter(({ name }) => alone === undefined || name === alone)
  if (functions.length === 0) throw new Error(`The artefact has no edge function ${alone}.`)
  const services = [
    ...functions.map(each => functionService(each, serving)),
    networkService(serving.authorities),
    ...(alone === undefined ? routerServices(output, serving) : []),
  ]
  return `using Workerd = import "/workerd/workerd.capnp";

const artefact :Workerd.Config = (
  services = [
  ${services.join(',\n  ')}
  ],
  sockets = [(name = "http", address = ${quote(serving.address)}, http = (), service = ${quote(alone ?? 'router')})]
);
`
}

function routerServices(
  { routes, functions, files, edgeFunctions }: Output,
  serving: Serving,
): readonly string[] {
  const told = { routes, functions, files, isBelieved: serving.isBelieved }
  const bindings = [
    jsonBinding('output', told),
    '(name = "files", service = "files")',
    ...edgeFunctions.map(({ name }) => `(name = ${quote(`function:${name}`)}, service = ${quote(name)})`),
  ]
  return [
    worker({ name: 'router', part: 'router', modules: [['router', serving.routerFile]], bindings }),
    `(name = "files", disk = (path = ${quote(serving.outputFolder)}))`,
  ]
}

function functionService({ name, file, environment }: EdgeFunction, serving: Serving): string {
  const modules = [['isolate', serving.isolateFile] as const, ['edge-function', file] as const]
  const bindings = [jsonBinding('environment', { ...serving.environment, ...environment })]
  return worker({ name, part: 'isolate', modules, bindings })
}

type Parts = {
  readonly name: string
  /** What the first module exports for workerd. */
  readonly part: string
  readonly modules: readonly (readonly [string, string])[]
  readonly bindings: readonly string[]
}

function worker({ name, part, modules, bindings }: Parts): string {
  const main = `import { ${part} } from '${part}'; export default ${part}`
  const embedded = modules.map(
    ([module, file]) => `(name = ${quote(module)}, esModule = embed ${quote(file)})`,
  )
  return `(name = ${quote(name)}, worker = (
    modules = [(name = "main", esModule = ${quote(main)}), ${embedded.join(', ')}],
    ${runtime},
    bindings = [${bindings.join(', ')}],
    globalOutbound = "network"
  ))`
}

function jsonBinding(name: string, value: unknown): string {
  return `(name = ${quote(name)}, json = ${quote(JSON.stringify(value))})`
}

/** Loopback and private hosts are reached as well: whether a call may go there is for the functions to say. */
function networkService(authorities: readonly string[]): string {
  const trusted = `trustBrowserCas = true, trustedCertificates = [${authorities.map(quote).join(', ')}]`
  return `(name = "network", network = (allow = ["public", "private"], tlsOptions = (${trusted})))`
}
