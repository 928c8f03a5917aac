import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare'
import { runSteps } from './run/run-steps'
import { reportFolder as output, vitestCommand as vitest } from './run/vitest-command'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync(output, { recursive: true, force: true })
await runSteps([
  { name: 'prepare', prepare },
  { name: 'lint', commands: [['biome', 'ci', '.']] },
  // typegen writes next-env.d.ts and the route types, which git ignores and tsc needs.
  {
    name: 'types',
    commands: [
      ['next', 'typegen'],
      ['tsc', '--noEmit'],
    ],
  },
  {
    name: 'unit',
    commands: [vitest('unit', ['edge', 'node'])],
    report: `${output}/unit.json`,
  },
  { name: 'build', commands: [['next', 'build']] },
  [
    {
      name: 'wire',
      commands: [[...vitest('wire', ['wire']), '--maxWorkers=2']],
      report: `${output}/wire.json`,
    },
    {
      name: 'waits',
      commands: [[...vitest('waits', ['waits']), '--maxWorkers=1']],
      report: `${output}/waits.json`,
    },
  ],
  {
    name: 'browser',
    commands: [['playwright', 'test', '-c', 'tests/browser']],
    report: `${output}/browser.json`,
  },
])
