import { join } from 'node:path'
import { expect, suite, test } from 'vitest'
import { ofPlaywright, ofVitest } from './reports.ts'
import { ROOT } from './steps.ts'

suite('scripts/reports', () => {
  const passed = { status: 'passed', fullName: 'passes', failureMessages: [] }
  const file = { name: join(ROOT, 'main/a.test.ts'), status: 'passed', message: '', assertionResults: [passed] }
  const vitest = { numPassedTests: 2, numFailedTests: 0, numPendingTests: 1, testResults: [file] }

  test('of tests that pass nothing is said', () => {
    expect(ofVitest(vitest)).toEqual({ counts: { passed: 2, failed: 0, skipped: 1, retried: 0 }, failed: [], retried: [] })
  })

  test('a test that failed is named with what it said last, one that passed at its second try with what it said first', () => {
    const bad = { status: 'failed', fullName: 'fails', failureMessages: ['first', 'expected 1 to be 2\n    at node_modules/x.js:1'] }
    const slow = { status: 'passed', fullName: 'is slow', failureMessages: ['timed out'] }
    const { counts, failed, retried } = ofVitest({
      ...vitest,
      numFailedTests: 1,
      testResults: [{ ...file, status: 'failed', assertionResults: [passed, bad, slow] }],
    })
    expect(failed).toEqual(['main/a.test.ts › fails\n      expected 1 to be 2'])
    expect(retried).toEqual(['main/a.test.ts › is slow\n      timed out'])
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: 1, retried: 1 })
  })

  test('a file that could not be loaded is one that failed', () => {
    const { counts, failed } = ofVitest({ ...vitest, testResults: [file, { ...file, status: 'failed', message: 'no such module', assertionResults: [] }] })
    expect([counts.failed, failed]).toEqual([1, ['main/a.test.ts › could not be run as a whole\n      no such module']])
  })

  test('specs are found in suites within suites', () => {
    const spec = (title: string, status: string) => ({
      file: 'e2e/a.spec.ts',
      title,
      tests: [{ projectName: 'renderer', status, results: [{}, { error: { message: 'no \u001b[31mbutton\u001b[39m' } }] }],
    })
    const stats = { expected: 1, unexpected: 1, flaky: 1, skipped: 0 }
    const { counts, failed, retried } = ofPlaywright({
      stats,
      suites: [{ specs: [], suites: [{ specs: [spec('a', 'expected'), spec('b', 'unexpected'), spec('c', 'flaky')] }] }],
    })
    expect(failed).toEqual(['e2e/a.spec.ts › b › renderer\n      no button'])
    expect(retried).toEqual(['e2e/a.spec.ts › c › renderer\n      no button'])
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: 0, retried: 1 })
  })
})
