import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare'

// `npm run test:hosts`: builds the hosts that stand in for the framework, and runs the wire tests on each.

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
prepare()
for (const host of ['node', 'worker']) {
  const commands = [
    ['tsx', 'lib/commands/build-host.ts', host],
    ['vitest', 'run', '--project', 'wire', '--maxWorkers=3', ...process.argv.slice(2)],
  ]
  for (const [name = '', ...parameters] of commands) {
    const env = { ...process.env, GATEWAY_HOST: host }
    const { status } = spawnSync(`node_modules/.bin/${name}`, parameters, { env, stdio: 'inherit' })
    if (status !== 0) process.exit(status ?? 1)
  }
}
