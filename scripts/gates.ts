/** `npm run gates`: one table of what was promised and what was last seen: tests, coverage, each number with its bench. Runs nothing. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result, Targets } from '../bench/bench.ts'
import { type CoverageReport, THRESHOLD } from './coverage.ts'
import { ROOT } from './steps.ts'

interface Row {
  readonly gate: string
  readonly seen: string
  readonly wanted: string
  readonly verdict: 'met' | 'MISSED' | 'not run'
}

async function readJson<T>(path: string): Promise<T | null> {
  const text = await readFile(join(ROOT, path), 'utf8').catch(() => null)
  return text === null ? null : JSON.parse(text)
}

async function testRows(): Promise<Row[]> {
  const vitest = await readJson<{ numPassedTests: number; numFailedTests: number }>('coverage/vitest.json')
  const python = await readJson<{ passed: number; failed: number }>('coverage/python.json')
  const pages = await readJson<{ stats: { expected: number; unexpected: number; flaky: number } }>('coverage/playwright.json')
  const row = (gate: string, counts: { passed: number; failed: number } | null): Row => {
    if (counts === null) return { gate, seen: '-', wanted: '0 failed', verdict: 'not run' }
    return { gate, seen: `${counts.passed} passed, ${counts.failed} failed`, wanted: '0 failed', verdict: counts.failed === 0 ? 'met' : 'MISSED' }
  }
  return [
    row('unit and daemon tests', vitest === null ? null : { passed: vitest.numPassedTests, failed: vitest.numFailedTests }),
    row('pages and wiring', pages === null ? null : { passed: pages.stats.expected, failed: pages.stats.unexpected + pages.stats.flaky }),
    row('Python package', python),
  ]
}

async function coverageRows(): Promise<Row[]> {
  const report = await readJson<CoverageReport>('coverage/summary.json')
  if (report === null) return [{ gate: 'coverage', seen: '-', wanted: `${THRESHOLD} %`, verdict: 'not run' }]
  return Object.entries(report.groups).map(([name, { lines, branches }]) => ({
    gate: `coverage of ${name}`,
    seen: `lines ${lines} %, branches ${branches} %`,
    wanted: `${THRESHOLD} % each`,
    verdict: Math.min(lines, branches) >= THRESHOLD ? 'met' : 'MISSED',
  }))
}

async function benchRows(): Promise<Row[]> {
  const targets = (await readJson<Readonly<Record<string, Targets>>>('bench/targets.json')) ?? {}
  const results = new Map<string, readonly Result[]>()
  for await (const file of glob('bench/results/*.json', { cwd: ROOT })) {
    const report = await readJson<{ bench: string; results: Result[] }>(file)
    if (report !== null) results.set(report.bench, report.results)
  }
  return Object.entries(targets).flatMap(([bench, wanted]) =>
    Object.entries(wanted).map(([name, target]) => benchRow({ bench, name, target }, results.get(bench))),
  )
}

function benchRow(promise: { bench: string; name: string; target: number }, results: readonly Result[] | undefined): Row {
  const gate = `${promise.bench}: ${promise.name}`
  const result = results?.find((candidate) => candidate.name === promise.name)
  if (result === undefined) return { gate, seen: '-', wanted: String(promise.target), verdict: 'not run' }
  const wanted = `${result.better === 'lower' ? 'at most' : 'at least'} ${promise.target} ${result.unit}`
  return { gate, seen: `${result.value} ${result.unit}`, wanted, verdict: result.ok === true ? 'met' : 'MISSED' }
}

const rows = [...(await testRows()), ...(await coverageRows()), ...(await benchRows())]
const wide = (pick: (row: Row) => string): number => Math.max(...rows.map((row) => pick(row).length))
const [gate, seen, wanted] = [wide((row) => row.gate), wide((row) => row.seen), wide((row) => row.wanted)]
for (const row of rows) process.stdout.write(`${row.gate.padEnd(gate)}  ${row.seen.padEnd(seen)}  ${row.wanted.padEnd(wanted)}  ${row.verdict}\n`)
