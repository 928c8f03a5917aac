import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

export interface TestCount {
  passed: number
  failed: number
  skipped: number
  /** Of those that passed, how many did so only when they were tried again. */
  again: number
}

const vitestReport = z
  .object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    numPendingTests: z.number(),
    numTodoTests: z.number(),
    testResults: z.array(
      z.object({
        // What a first try failed by stays with a test that passed.
        assertionResults: z.array(z.object({ status: z.string(), failureMessages: z.array(z.unknown()) })),
      }),
    ),
  })
  .transform(report => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    again: report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0).length,
  }))

const playwrightReport = z
  .object({
    stats: z.object({
      expected: z.number(),
      unexpected: z.number(),
      flaky: z.number(),
      skipped: z.number(),
    }),
  })
  .transform(({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    again: 0,
  }))

const report = z.union([vitestReport, playwrightReport])

/** Reads what a test runner's JSON reporter wrote; a runner that died before writing counted nothing. */
export function countTests(file: string): TestCount {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0, again: 0 }
  return report.parse(JSON.parse(readFileSync(file, 'utf8')))
}
