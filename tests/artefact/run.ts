import { fileURLToPath } from 'node:url'
import { prepareRedis } from '../prepare'
import { runSteps } from '../run/run-steps'
import { reportFolder, vitestCommand } from '../run/vitest-command'
import { wireWorkersBesideNext } from '../run/wire-workers-beside-next'

// `npm run test:artefact`: builds as the platform does and runs all wire tests against what comes out.

process.chdir(fileURLToPath(new URL('../..', import.meta.url)))
process.env.GATEWAY_HOST = 'artefact'
await runSteps([
  { name: 'prepare', prepare: prepareRedis },
  { name: 'build', commands: [['tsx', 'tests/artefact/build.ts']] },
  { name: 'measure', commands: [['tsx', 'tests/artefact/measure.ts']] },
  {
    name: 'wire',
    commands: [[...vitestCommand('artefact', ['wire', 'waits']), wireWorkersBesideNext]],
    report: `${reportFolder}/artefact.json`,
    mayLeaveOut: true,
  },
])
