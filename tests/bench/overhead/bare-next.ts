import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { apiFunction } from '../../artefact/artefact-folders'

// The Next app that does nothing is built where git sees nothing of it, by the same Next as the gateway.

export const bareNextFolder = 'tests/.output/bare-next'

/** The Next that it is built with and served by. */
export const bareNextProgram = join(bareNextFolder, 'node_modules/next/dist/bin/next')

const source = fileURLToPath(new URL('servers/bare-next', import.meta.url))
const settings = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', VERCEL_TELEMETRY_DISABLED: '1' }
// What the artefact of the gateway is built and served with.
const cli = '.vercel/cli'
const servedBy = '.vercel/artefact'

/** Builds the app for `next start`, where it does not stand yet. */
export function buildBareNext(): void {
  if (!isBuilt('.next/BUILD_ID')) buildAnew()
}

export const bareNextArtefact = {
  /** Builds the app as the platform does, where it does not stand yet; throws where there is nothing to do that with. */
  prepare(): void {
    const vercel = join(cli, 'node_modules/.bin/vercel')
    if (!existsSync(vercel) || !existsSync(join(servedBy, 'serve.js')))
      throw new Error('not built: build the artefact first, its tools build this one')
    if (!isBuilt('.vercel/output/config.json')) buildArtefact(vercel)
    cpSync(servedBy, join(bareNextFolder, servedBy), { recursive: true })
  },
  /** What Node is given in the app's folder, for what serves an artefact looks for it there. */
  command: (port: number): readonly string[] => [join(servedBy, 'serve.js'), String(port), apiFunction],
}

function buildArtefact(vercel: string): void {
  copySource()
  const settings = { framework: 'nextjs', installCommand: '' }
  const project = { projectId: 'prj_local', orgId: 'team_local', settings }
  mkdirSync(join(bareNextFolder, '.vercel'), { recursive: true })
  writeFileSync(join(bareNextFolder, '.vercel/project.json'), JSON.stringify(project))
  try {
    run(resolve(vercel), ['build', '--prod', '--yes', '--global-config', resolve(cli, 'settings')])
  } finally {
    // It has put its own build in the place of the one that `next start` serves.
    buildAnew()
  }
}

function buildAnew(): void {
  copySource()
  rmSync(join(bareNextFolder, '.next'), { recursive: true, force: true })
  run(process.execPath, [resolve(bareNextProgram), 'build'])
}

// With packages of its own: the platform's tool builds nothing that lies above the app.
function copySource(): void {
  cpSync(source, bareNextFolder, { recursive: true })
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const { next, react, 'react-dom': reactDom } = dependencies
  const own = { next, react, 'react-dom': reactDom }
  const manifest = JSON.stringify({ name: 'bare-next', private: true, type: 'module', dependencies: own })
  const file = join(bareNextFolder, 'package.json')
  const isInstalled =
    existsSync(join(bareNextFolder, 'node_modules')) &&
    existsSync(file) &&
    readFileSync(file, 'utf8') === manifest
  writeFileSync(file, manifest)
  if (!isInstalled) run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'])
}

// Another source is another app.
function isBuilt(file: string): boolean {
  const route = 'app/api/[[...path]]/route.js'
  return (
    existsSync(join(bareNextFolder, file)) &&
    readFileSync(join(source, route), 'utf8') === readFileSync(join(bareNextFolder, route), 'utf8')
  )
}

function run(program: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: bareNextFolder,
    env: settings,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`)
}
