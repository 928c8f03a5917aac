import { countTests, type TestCount } from './count-tests'
import { runCommand } from './run-command'

export interface Step {
  name: string
  /** Done in this process, before the commands. */
  prepare?: () => void
  /** Programs of `node_modules/.bin` with their arguments, one after the other. */
  commands?: readonly (readonly string[])[]
  /** Where the step's test runner writes its JSON report; a step with one must have run a test. */
  report?: string
}

export interface StepResult extends TestCount {
  name: string
  succeeded: boolean
  durationMs: number
}

const nothing: TestCount = { passed: 0, failed: 0, skipped: 0 }

export async function runStep(step: Step): Promise<StepResult> {
  console.log(`\n── ${step.name} ──`)
  const startedAt = performance.now()
  const finished = await runParts(step)
  const count = step.report ? countTests(step.report) : nothing
  const succeeded =
    finished && count.failed === 0 && count.skipped === 0 && (!step.report || count.passed > 0)
  const durationMs = performance.now() - startedAt
  console.log(`── ${step.name}: ${succeeded ? 'ok' : 'failed'} in ${(durationMs / 1000).toFixed(1)} s`)
  // A step that fails without a failed test (a type error, a crash) still counts as one failure.
  const failed = succeeded || count.skipped > 0 ? count.failed : Math.max(count.failed, 1)
  return { ...count, failed, name: step.name, succeeded, durationMs }
}

async function runParts({ prepare, commands = [] }: Step): Promise<boolean> {
  try {
    prepare?.()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return false
  }
  for (const command of commands) if (!(await runCommand(command))) return false
  return true
}
