import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { countTests } from './count-tests'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'count-tests-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function count(report: object) {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return countTests(file)
}

const ofVitest = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 }
const passed = { status: 'passed', failureMessages: [] }
const again = { status: 'passed', failureMessages: ['Error: 503'] }
const failed = { status: 'failed', failureMessages: ['Error: 503', 'Error: 503'] }

it('a test that passed when it was tried again has passed, and is told of', () => {
  const testResults = [{ assertionResults: [passed, failed] }, { assertionResults: [again] }]
  expect(count({ ...ofVitest, testResults })).toEqual({ passed: 2, failed: 1, skipped: 2, again: 1 })
})

it('a test of the browser that did so has failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 }
  expect(count({ stats })).toEqual({ passed: 3, failed: 2, skipped: 0, again: 0 })
})

it('a runner that died before it wrote has counted nothing', () => {
  expect(countTests(join(folder, 'none.json'))).toEqual({ passed: 0, failed: 0, skipped: 0, again: 0 })
})
