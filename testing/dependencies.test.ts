/** What ships is what `docs/dependencies.md` says: builds the three bundles in memory and looks into them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, suite, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MODES = ['main', 'preload', 'renderer'] as const
type Mode = (typeof MODES)[number]

/** Bytes of minified script of the popover (issue: at most 300 KB). */
const POPOVER_BUDGET = 300 * 1024

const listing = readFileSync(`${ROOT}/docs/dependencies.md`, 'utf8')
const rows = listing
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
const manifest: Record<'devDependencies' | 'optionalDependencies', Record<string, string>> = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'))
const chunks = new Map<Mode, Rolldown.OutputChunk[]>()

function bundledFor(mode: Mode): string[] {
  return rows.filter((row) => row.length === 4 && row[2]?.split(', ').includes(mode)).map((row) => row[0] ?? '')
}

function packagesIn(mode: Mode): string[] {
  const modules = chunks.get(mode)?.flatMap((chunk) => chunk.moduleIds) ?? []
  const names = modules.flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? [])
  return [...new Set(names)].sort()
}

suite('docs/dependencies.md', () => {
  beforeAll(async () => {
    // The test runner's own value would bring React's development build.
    process.env.NODE_ENV = 'production'
    for (const mode of MODES) {
      const built = await build({ root: ROOT, mode, logLevel: 'silent', build: { write: false } })
      const outputs = (Array.isArray(built) ? built : [built]).flatMap((result) => ('output' in result ? result.output : []))
      chunks.set(
        mode,
        outputs.filter((output) => output.type === 'chunk'),
      )
    }
  }, 60_000)

  test('lists every package of the manifest, and no other that the manifest does not bring', () => {
    const named = new Set(rows.map((row) => row[0]))
    const wanted = [...Object.keys(manifest.devDependencies), ...Object.keys(manifest.optionalDependencies)]
    expect(wanted.filter((name) => !named.has(name))).toEqual([])
  })

  test('gives every package a reason', () => {
    expect(rows.filter((row) => !/^(package|-+)$/.test(row[0] ?? '') && (row.at(-1) ?? '').length < 5)).toEqual([])
  })

  for (const mode of MODES) {
    test(`the ${mode} bundle holds the packages it is said to hold`, () => {
      expect(chunks.get(mode)?.length).toBeGreaterThan(0)
      expect(packagesIn(mode)).toEqual(bundledFor(mode).sort())
    })
  }

  test('the preload is one CommonJS file that requires only electron', () => {
    const [chunk, ...more] = chunks.get('preload') ?? []
    expect(more).toEqual([])
    expect([...(chunk?.code ?? '').matchAll(/require\(([^)]*)\)/g)].map((match) => match[1])).toEqual(['"electron"'])
    expect(chunk?.fileName).toBe('index.cjs')
    expect(chunk?.code).not.toMatch(/^\s*(import|export)\s/m)
  })

  test('the popover stays within its budget', () => {
    const all = chunks.get('renderer') ?? []
    const popover = all.find(({ name, isEntry }) => isEntry && name === 'popover')
    const loaded = all.filter((chunk) => chunk === popover || popover?.imports.includes(chunk.fileName))
    const bytes = loaded.reduce((sum, chunk) => sum + Buffer.byteLength(chunk.code), 0)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThanOrEqual(POPOVER_BUDGET)
  })
})
