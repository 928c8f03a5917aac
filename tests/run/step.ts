import { countTests, type TestCount } from './count-tests'
import { runCommand } from './run-command'

export interface Step {
  name: string
  /** Done in this process, before the commands. */
  prepare?: () => void
  /** Programs of `node_modules/.bin` with their arguments, one after the other. */
  commands?: readonly (readonly string[])[]
  /** What their environment has beside that of this process. */
  environment?: Readonly<Record<string, string>>
  /** Where the step's test runner writes its JSON report; a step with one must have run a test. */
  report?: string
  /** Whether tests may say that what they ask for cannot be here. By itself a test that is left out fails the step. */
  mayLeaveOut?: boolean
}

export interface StepResult extends TestCount {
  name: string
  succeeded: boolean
  durationMs: number
}

const nothing: TestCount = { passed: 0, failed: 0, skipped: 0, again: 0 }

export async function runStep(step: Step): Promise<StepResult> {
  console.log(`\n── ${step.name} ──`)
  const startedAt = performance.now()
  const finished = await runParts(step)
  const count = step.report ? countTests(step.report) : nothing
  const isWhole = count.failed === 0 && (count.skipped === 0 || step.mayLeaveOut === true)
  const succeeded = finished && isWhole && (!step.report || count.passed > 0)
  const durationMs = performance.now() - startedAt
  console.log(`── ${step.name}: ${succeeded ? 'ok' : 'failed'} in ${(durationMs / 1000).toFixed(1)} s`)
  if (finished && !isWhole && count.failed === 0)
    console.error(`${count.skipped} tests were left out, which none may be here.`)
  // A step that fails without a failed test (a type error, a crash) still counts as one failure.
  const failed = succeeded ? count.failed : Math.max(count.failed, 1)
  return { ...count, failed, name: step.name, succeeded, durationMs }
}

async function runParts({ prepare, commands = [], environment = {} }: Step): Promise<boolean> {
  try {
    prepare?.()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return false
  }
  for (const command of commands) if (!(await runCommand(command, environment))) return false
  return true
}
