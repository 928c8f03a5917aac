import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare'
import { runStep, type Step, type StepResult } from './run/step'

const output = 'tests/.output'

const steps: readonly Step[] = [
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
  {
    name: 'wire',
    commands: [[...vitest('wire', ['wire']), '--maxWorkers=3']],
    report: `${output}/wire.json`,
  },
  {
    name: 'browser',
    commands: [['playwright', 'test', '-c', 'tests/browser']],
    report: `${output}/browser.json`,
  },
]

function vitest(report: string, projects: string[]): string[] {
  const selection = projects.flatMap(project => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}/${report}.json`]
  return ['vitest', 'run', ...selection, ...reporters]
}

function summarise(results: readonly StepResult[]): void {
  console.log('')
  for (const { name } of steps) {
    const result = results.find(candidate => candidate.name === name)
    const state = result ? (result.succeeded ? 'ok' : 'failed') : 'not run'
    const seconds = result ? `${(result.durationMs / 1000).toFixed(1)} s` : ''
    const tests = result?.passed ? `${result.passed} tests passed` : ''
    console.log(`${name.padEnd(9)} ${state.padEnd(8)} ${seconds.padStart(8)}  ${tests}`.trimEnd())
  }
  const sum = (key: 'passed' | 'failed' | 'skipped') =>
    results.reduce((total, result) => total + result[key], 0)
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`)
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync(output, { recursive: true, force: true })
const results: StepResult[] = []
for (const step of steps) {
  results.push(await runStep(step))
  if (results.some(({ succeeded }) => !succeeded)) break
}
summarise(results)
process.exitCode = results.length === steps.length && results.every(({ succeeded }) => succeeded) ? 0 : 1
