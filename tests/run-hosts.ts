import { fileURLToPath } from 'node:url'
import { prepareRedis } from './prepare'
import { runSteps } from './run/run-steps'
import { reportFolder, vitestCommand } from './run/vitest-command'
import { wireWorkersBesideNext } from './run/wire-workers-beside-next'

// `npm run test:hosts`: builds the hosts that stand in for the framework, and runs the wire tests on each.

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const hosts = ['node', 'worker']
await runSteps([
  { name: 'prepare', prepare: prepareRedis },
  ...hosts.map(host => ({
    name: host,
    commands: [
      ['tsx', 'lib/commands/build-host.ts', host],
      [...vitestCommand(host, ['wire', 'waits']), wireWorkersBesideNext, ...process.argv.slice(2)],
    ],
    environment: { GATEWAY_HOST: host },
    report: `${reportFolder}/${host}.json`,
    mayLeaveOut: true,
  })),
])
