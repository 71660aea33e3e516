/**
 * Coverage of the daemon's parts over every process that ran: test workers, daemons, watch hosts, threads, the command
 * line. Reads what V8 wrote (NODE_V8_COVERAGE), merges it by file and says what share of lines and branches ran.
 * Sources run as they are, with their types blanked out, so V8's offsets are the sources' own.
 */
import { glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { mergeScriptCovs, type ScriptCov } from '@bcoe/v8-coverage'
import { parse } from 'acorn'
import { convert } from 'ast-v8-to-istanbul'
import istanbul, { type CoverageMap, type FileCoverage } from 'istanbul-lib-coverage'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const RAW_FOLDER = join(ROOT, 'coverage/raw')
const SUMMARY = join(ROOT, 'coverage/summary.json')
/** What is promised for each of these, in per cent. */
export const THRESHOLD = 90
const GROUPS = ['main', 'shared', 'client', 'cli'] as const

export interface Share {
  readonly lines: number
  readonly branches: number
}

export interface CoverageReport {
  readonly groups: Readonly<Record<string, Share>>
  readonly files: Readonly<Record<string, Share & { readonly missing: readonly string[] }>>
}

/** Empties the folder that V8 writes into; call before the tests. */
export async function clearCoverage(): Promise<void> {
  await rm(RAW_FOLDER, { recursive: true, force: true })
  await mkdir(RAW_FOLDER, { recursive: true })
}

/** Merges what was written and keeps the result in `coverage/summary.json`. */
export async function reportCoverage(): Promise<CoverageReport> {
  const seen = await readRaw()
  const map = istanbul.createCoverageMap({})
  for (const path of await measuredFiles()) map.merge(await convertFile(path, seen.get(pathToFileURL(path).href) ?? []))
  const report = summarize(map)
  await writeFile(SUMMARY, `${JSON.stringify(report, null, 2)}\n`)
  return report
}

async function measuredFiles(): Promise<string[]> {
  const files: string[] = []
  for await (const path of glob(`{${GROUPS.join(',')}}/**/*.ts`, { cwd: ROOT })) {
    if (!path.endsWith('.test.ts') && !path.startsWith('main/electron/')) files.push(join(ROOT, path))
  }
  return files.sort()
}

async function readRaw(): Promise<Map<string, ScriptCov[]>> {
  const seen = new Map<string, ScriptCov[]>()
  const own = pathToFileURL(ROOT).href
  for (const name of await readdir(RAW_FOLDER)) {
    for (const script of scriptsIn(await readFile(join(RAW_FOLDER, name), 'utf8'))) {
      if (!script.url.startsWith(own) || script.url.includes('/node_modules/')) continue
      const url = script.url.replace(/[?#].*$/, '')
      seen.set(url, [...(seen.get(url) ?? []), { ...script, url }])
    }
  }
  return seen
}

/** A process that was killed while it wrote leaves half a file: what it ran counts as not seen. */
function scriptsIn(written: string): readonly ScriptCov[] {
  try {
    const { result }: { result: ScriptCov[] } = JSON.parse(written)
    return result
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

async function convertFile(path: string, scripts: readonly ScriptCov[]): ReturnType<typeof convert> {
  const source = await readFile(path, 'utf8')
  const code = stripTypeScriptTypes(source)
  const never: ScriptCov = {
    scriptId: '0',
    url: pathToFileURL(path).href,
    functions: [{ functionName: '', isBlockCoverage: true, ranges: [{ startOffset: 0, endOffset: code.length, count: 0 }] }],
  }
  const coverage = mergeScriptCovs([...scripts]) ?? never
  return await convert({ code, coverage, ast: parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true }) as never })
}

function summarize(map: CoverageMap): CoverageReport {
  const files: Record<string, Share & { missing: string[] }> = {}
  const totals = new Map<string, { lines: [number, number]; branches: [number, number] }>()
  for (const path of map.files()) {
    const file = map.fileCoverageFor(path)
    const { lines, branches } = file.toSummary().data
    const name = relative(ROOT, path)
    files[name] = { lines: lines.pct, branches: branches.pct, missing: missingIn(file) }
    const group = totals.get(name.split('/')[0] ?? '') ?? { lines: [0, 0], branches: [0, 0] }
    totals.set(name.split('/')[0] ?? '', {
      lines: [group.lines[0] + lines.covered, group.lines[1] + lines.total],
      branches: [group.branches[0] + branches.covered, group.branches[1] + branches.total],
    })
  }
  const groups = Object.fromEntries([...totals].map(([name, { lines, branches }]) => [name, { lines: percent(lines), branches: percent(branches) }]))
  return { groups, files }
}

/** Lines that never ran, and `b` before those of which only some branches did. */
function missingIn(file: FileCoverage): string[] {
  const partial = Object.entries(file.getBranchCoverageByLine()).filter(([, { coverage }]) => coverage < 100)
  return [...file.getUncoveredLines().map(String), ...partial.map(([line]) => `b${line}`)]
}

function percent([covered, total]: readonly [number, number]): number {
  return total === 0 ? 100 : Math.floor((covered / total) * 1000) / 10
}

/** What is printed: the groups, and below them every file under the threshold with what never ran. */
export function coverageLines(report: CoverageReport): string[] {
  const groups = Object.entries(report.groups).map(([name, share]) => `  ${name.padEnd(8)} lines ${share.lines} %  branches ${share.branches} %`)
  const low = Object.entries(report.files)
    .filter(([, file]) => file.lines < THRESHOLD || file.branches < THRESHOLD)
    .map(([name, file]) => `    ${name}  lines ${file.lines} %  branches ${file.branches} %  (${file.missing.slice(0, 20).join(' ')})`)
  return [`Coverage (at least ${THRESHOLD} % each):`, ...groups, ...low]
}

/** True if every group reaches the threshold. */
export function isCovered(report: CoverageReport): boolean {
  return Object.values(report.groups).every((share) => share.lines >= THRESHOLD && share.branches >= THRESHOLD)
}

if (import.meta.main) {
  const report = await reportCoverage()
  process.stdout.write(`${coverageLines(report).join('\n')}\n`)
  process.exitCode = isCovered(report) ? 0 : 1
}
