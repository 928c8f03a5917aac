import type { TestCount } from './count-tests'
import { runStep, type Step, type StepResult } from './step'

/**
 * Runs steps one after the other, those of a list at once, up to the first that fails, prints what came of each, and sets the
 * exit code.
 */
export async function runSteps(turns: readonly (Step | readonly Step[])[]): Promise<void> {
  const steps = turns.flat()
  const results: StepResult[] = []
  for (const turn of turns) {
    results.push(...(await Promise.all([turn].flat().map(runStep))))
    if (results.some(({ succeeded }) => !succeeded)) break
  }
  summarise(steps, results)
  process.exitCode = results.length === steps.length && results.every(({ succeeded }) => succeeded) ? 0 : 1
}

function summarise(steps: readonly Step[], results: readonly StepResult[]): void {
  console.log('')
  for (const { name } of steps) {
    const result = results.find(candidate => candidate.name === name)
    const state = result ? (result.succeeded ? 'ok' : 'failed') : 'not run'
    const seconds = result ? `${(result.durationMs / 1000).toFixed(1)} s` : ''
    const tests = result?.passed ? `${result.passed} tests passed` : ''
    console.log(`${name.padEnd(9)} ${state.padEnd(8)} ${seconds.padStart(8)}  ${tests}`.trimEnd())
  }
  const sum = (key: keyof TestCount) => results.reduce((total, result) => total + result[key], 0)
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''
  const again = sum('again') > 0 ? `, ${sum('again')} passed when tried again` : ''
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}${again}`)
}
