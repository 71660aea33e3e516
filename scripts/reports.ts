/**
 * What the two runners reported: how many tests ended how, and what is to be said of each that failed or needed a second try.
 * `npm test` says it once more at its end, because of a long run often only the end is kept.
 */
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type Counts, ROOT } from './steps.ts'

/** What one runner's report comes to. */
export interface Outcome {
  readonly counts: Counts
  /** A test each: its file and name, and what it said. */
  readonly failed: readonly string[]
  readonly retried: readonly string[]
}

interface VitestTest {
  readonly status: string
  readonly fullName: string
  /** Of every try: a test that passed and has some needed a second one. */
  readonly failureMessages: readonly string[]
}

export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly VitestTest[]
  }[]
}

interface PlaywrightTest {
  readonly projectName: string
  readonly status: string
  readonly results: readonly { readonly error?: { readonly message?: string } }[]
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly { readonly file: string; readonly title: string; readonly tests: readonly PlaywrightTest[] }[]
}

export interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number }
  readonly suites: readonly PlaywrightSuite[]
}

/** A file that could not be loaded has no tests of its own: it counts as one that failed. */
export function ofVitest(report: VitestReport): Outcome {
  const failed: string[] = []
  const retried: string[] = []
  let unread = 0
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = relative(ROOT, name)
    const [bad, slow] = [assertionResults.filter((test) => test.status === 'failed'), assertionResults.filter(isRetried)]
    if (status === 'failed' && bad.length === 0) {
      unread += 1
      failed.push(line(file, 'could not be run as a whole', message))
    }
    failed.push(...bad.map((test) => line(file, test.fullName, test.failureMessages.at(-1))))
    retried.push(...slow.map((test) => line(file, test.fullName, test.failureMessages[0])))
  }
  const counts = { passed: report.numPassedTests, failed: report.numFailedTests + unread, skipped: report.numPendingTests, retried: retried.length }
  return { counts, failed, retried }
}

export function ofPlaywright({ stats, suites }: PlaywrightReport): Outcome {
  const tests = suites.flatMap(testsOf)
  const said = (status: string): string[] =>
    tests.filter(([, test]) => test.status === status).map(([name, test]) => line(name, test.projectName, firstError(test)))
  return {
    counts: { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, retried: stats.flaky },
    failed: said('unexpected'),
    retried: said('flaky'),
  }
}

const isRetried = (test: VitestTest): boolean => test.status === 'passed' && test.failureMessages.length > 0

const firstError = (test: PlaywrightTest): string | undefined => test.results.find(({ error }) => error !== undefined)?.error?.message

function testsOf({ suites = [], specs }: PlaywrightSuite): [name: string, test: PlaywrightTest][] {
  const own = specs.flatMap(({ file, title, tests }) => tests.map((test): [string, PlaywrightTest] => [`${file} › ${title}`, test]))
  return [...own, ...suites.flatMap(testsOf)]
}

/** The first lines say what was expected and where. */
const MOST_LINES = 12

function line(file: string, name: string, message = ''): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((text) => !text.includes('node_modules'))
  return [`${file} › ${name}`, ...lines.slice(0, MOST_LINES).map((text) => `    ${text}`)].join('\n  ')
}
