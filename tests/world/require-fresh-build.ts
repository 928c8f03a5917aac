import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gatewayHost, gatewayHostName } from './gateway-host'

const sources = ['app', 'lib', 'middleware.ts', 'next.config.ts']

/** Makes sure that what is started is the code that stands here; throws where a host's build is missing or older than its sources. */
export function requireFreshBuild(hostName = gatewayHostName()): void {
  const { built, build } = gatewayHost(hostName)
  if (!existsSync(built)) throw new Error(`There is no build: run \`${build}\` first.`)
  const builtAt = statSync(built).mtimeMs
  const newer = sources.flatMap(filesBelow).filter(file => statSync(file).mtimeMs > builtAt)
  if (newer.length > 0) throw new Error(`The build is older than ${newer[0]}: run \`${build}\` first.`)
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).flatMap(name => filesBelow(join(path, name)))
}
