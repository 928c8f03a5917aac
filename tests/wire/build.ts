import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gatewayHost } from '../world/gateway-host'

const sources = ['app', 'lib', 'middleware.ts', 'next.config.ts']

/** Makes sure that the wire tests meet the code that stands here: a build that is there and newer than its sources. */
export function setup(): void {
  const { built, build } = gatewayHost()
  if (!existsSync(built)) throw new Error(`There is no build to test: run \`${build}\` first.`)
  const builtAt = statSync(built).mtimeMs
  const newer = sources.flatMap(filesBelow).filter(file => statSync(file).mtimeMs > builtAt)
  if (newer.length > 0) throw new Error(`The build is older than ${newer[0]}: run \`${build}\` first.`)
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).flatMap(name => filesBelow(join(path, name)))
}
