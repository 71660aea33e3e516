/**
 * `npm test`: everything that can be proved on this machine, from a fresh clone on: browser, build, unit and daemon
 * tests with coverage, the pages and the wiring in Chromium, the Python package. Ends with one line that counts, and fails if any part does.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBrowser } from './browser.ts'
import { clearCoverage, coverageLines, isCovered, RAW_FOLDER, reportCoverage } from './coverage.ts'
import { checkPythonPackage, preparePythonPackage } from './pythonPackage.ts'
import { ofPlaywright, ofVitest, type PlaywrightReport, type VitestReport } from './reports.ts'
import { ROOT, run, runReporting, say, sum } from './steps.ts'

/** Not in `test-results`, which Playwright empties. */
const RESULTS = join(ROOT, 'coverage')
const VITEST_RESULT = join(RESULTS, 'vitest.json')
const PLAYWRIGHT_RESULT = join(RESULTS, 'playwright.json')
const PYTHON_RESULT = join(RESULTS, 'python.json')
/** `SCRIBE_COVERAGE=off` tests the daemon as it ships in place of its sources, which takes two thirds of the time. */
const MEASURED = process.env.SCRIBE_COVERAGE !== 'off'
/** Hundreds of daemons start: compiled once, one needs half the time. What is measured and what is not never share compiled code. */
const COMPILED = { measured: join(RESULTS, 'compiled/measured'), plain: join(RESULTS, 'compiled/plain') }

async function runAll(): Promise<number> {
  if (!(await ensureBrowser())) return 1
  say('Build')
  if ((await run('node', ['scripts/build.ts', '--quiet'])) !== 0) return 1
  say('Unit and daemon tests')
  await clearCoverage()
  for (const folder of Object.values(COMPILED)) await rm(folder, { recursive: true, force: true })
  const how = MEASURED
    ? { NODE_V8_COVERAGE: RAW_FOLDER, NODE_COMPILE_CACHE: COMPILED.measured }
    : { NODE_COMPILE_CACHE: COMPILED.plain, SCRIBE_TEST_BUILT: '1' }
  const vitest = await runReporting(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_RESULT}`], VITEST_RESULT, how)
  const environment = preparePythonPackage()
  say('Pages and wiring in Chromium')
  const page = {
    PLAYWRIGHT_JSON_OUTPUT_FILE: PLAYWRIGHT_RESULT,
    NODE_COMPILE_CACHE: COMPILED.plain,
  }
  const playwright = await runReporting(['playwright', 'test', '--reporter=list,json'], PLAYWRIGHT_RESULT, page)
  await run('node', ['e2e/electron/run.ts', '--only-say'])
  say('Python package')
  const python = await checkPythonPackage(await environment)
  await writeFile(PYTHON_RESULT, `${JSON.stringify(python)}\n`)
  say('Coverage')
  const report = MEASURED ? await reportCoverage() : null
  process.stdout.write(report === null ? '  not measured (SCRIBE_COVERAGE=off)\n' : `${coverageLines(report).join('\n')}\n`)
  const outcomes = [ofVitest(await readReport(VITEST_RESULT)), ofPlaywright(await readReport(PLAYWRIGHT_RESULT))]
  const counts = sum([...outcomes.map((outcome) => outcome.counts), python])
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  sayEach(
    'Passed at the second try',
    outcomes.flatMap(({ retried }) => retried),
  )
  sayEach(
    'Failed',
    outcomes.flatMap(({ failed }) => failed),
  )
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
  const green = vitest === 0 && playwright === 0 && counts.passed > 0 && counts.failed === 0
  return green && (report === null || isCovered(report)) ? 0 : 1
}

async function readReport<T extends VitestReport | PlaywrightReport>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8'))
}

function sayEach(what: string, tests: readonly string[]): void {
  if (tests.length === 0) return
  say(`${what}: ${tests.length}`)
  for (const test of tests) process.stdout.write(`  ${test}\n`)
}

process.exitCode = await runAll()
