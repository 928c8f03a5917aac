import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { artefactFolders as folders } from './artefact-folders'
import { bundle } from './bundle'
import { unexpectedWarnings } from './unexpected-warnings'

// Builds what is deployed with the platform's own tool, and beside it what serves it here.

// The last line of the tool that the registry alone is enough to install. It is hundreds of megabytes, so it is no
// dependency that every clone would carry.
const cliVersion = '60.1.3'
const manifest = join(folders.cli, 'node_modules/vercel/package.json')
// npm would warn of the settings of whoever runs it.
const settings = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: '1',
  VERCEL_TELEMETRY_DISABLED: '1',
  npm_config_loglevel: 'error',
}

function installCli(): void {
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === cliVersion) return
  rmSync(folders.cli, { recursive: true, force: true })
  mkdirSync(folders.cli, { recursive: true })
  writeFileSync(join(folders.cli, 'package.json'), '{"private":true}')
  const parameters = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `vercel@${cliVersion}`]
  console.log(`npm ${parameters.join(' ')} (in ${folders.cli})`)
  const { status } = spawnSync('npm', parameters, { cwd: folders.cli, stdio: 'inherit' })
  if (status !== 0) throw new Error(`vercel@${cliVersion} could not be installed from the package registry.`)
}

/** A clone that is linked to a project of its own keeps what it says. */
function nameFramework(): void {
  const file = '.vercel/project.json'
  if (existsSync(file)) return
  // What the build needs is here: it is not to install it once more.
  const project = { framework: 'nextjs', installCommand: '' }
  writeFileSync(file, JSON.stringify({ projectId: 'prj_local', orgId: 'team_local', settings: project }))
}

/** Runs the build and answers all that it has printed. */
async function runBuild(): Promise<string> {
  // What a build of before has left there would be taken for something that is to be deployed.
  rmSync('.next/static', { recursive: true, force: true })
  const parameters = ['build', '--prod', '--yes', '--non-interactive']
  parameters.push('--global-config', join(folders.cli, 'settings'))
  const child = spawn(join(folders.cli, 'node_modules/.bin/vercel'), parameters, {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      printed += piece.toString()
      process.stdout.write(piece)
    })
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`vercel build ended with ${code}.`)
  return printed
}

async function build(): Promise<void> {
  installCli()
  nameFramework()
  const warnings = unexpectedWarnings(await runBuild())
  if (warnings.length > 0) throw new Error(`The build warns:\n${warnings.join('\n')}`)
  await bundle(
    {
      serve: 'tests/artefact/serve.ts',
      router: 'tests/artefact/router.ts',
      isolate: 'tests/artefact/isolate.ts',
    },
    folders.serving,
  )
}

await build().catch(error => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
