import { glob, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, suite, test } from 'vitest'
import { PROGRAMS } from './programs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Every way of a source to start a process. Types alone start nothing. */
const STARTS: readonly RegExp[] = [
  /^\s*import\s+(?!type\b)[^'"]*['"](?:node:)?child_process['"]/m,
  /^\s*export\b[^'"]*\bfrom\s*['"](?:node:)?child_process['"]/m,
  /\b(?:import|require|getBuiltinModule)\s*\(\s*['"`](?:node:)?child_process['"`]/,
  /(?:import|require)\s*\(\s*['"`](?:node:)?cluster['"`]|from\s*['"](?:node:)?cluster['"]/,
  /\butilityProcess\s*\.\s*fork\b/,
  /\bprocess\s*\.\s*(?:binding|execve|dlopen)\b/,
  /\bshell\s*\.\s*(?:openPath|openExternal)\b/,
]

const starts = (text: string): boolean => STARTS.some((form) => form.test(text))

async function productSources(): Promise<{ path: string; text: string }[]> {
  const files: { path: string; text: string }[] = []
  for await (const path of glob('{shared,main,preload,renderer,client,cli,plugins}/**/*.{ts,tsx,mts,cts,js,mjs,cjs}', { cwd: ROOT })) {
    if (!/\.(?:test|spec)\.tsx?$/.test(path)) files.push({ path, text: await readFile(`${ROOT}/${path}`, 'utf8') })
  }
  return files
}

const PLANTED: readonly [text: string, starting: boolean][] = [
  ["import { spawn } from 'node:child_process'", true],
  ["import { type ChildProcess, spawn } from 'child_process'", true],
  ["import {\n  spawn,\n} from 'node:child_process'", true],
  ["import * as processes from 'node:child_process'", true],
  ["export { spawn } from 'node:child_process'", true],
  ["const { spawn } = await import('node:child_process')", true],
  ["const { spawn } = require('child_process')", true],
  ["process.getBuiltinModule('child_process')", true],
  ["import cluster from 'node:cluster'", true],
  ["utilityProcess.fork('x')", true],
  ["shell.openPath('x')", true],
  ["process.execve('/bin/sh')", true],
  ["import type { ChildProcess } from 'node:child_process'", false],
  ["import { join } from 'node:path'", false],
  ['// starts no child_process', false],
]

suite('main/base/programs', () => {
  test('no other file of the product starts anything, and each of these does', async () => {
    const files = await productSources()
    expect(files.length).toBeGreaterThan(100)
    const found = files.filter(({ text }) => starts(text)).map(({ path }) => path)
    expect(found.sort()).toEqual(PROGRAMS.map(({ file }) => file).sort())
  })

  test('where Git is, is found for the gate alone, and for the demo that makes its repositories', async () => {
    const files = (await productSources()).filter(({ path }) => !['main/git/findGit.ts', 'main/demoParts.ts'].includes(path))
    const count = (form: RegExp): number => files.reduce((sum, { text }) => sum + [...text.matchAll(form)].length, 0)
    expect(count(/\bfindGit\s*\(/g)).toBeGreaterThan(0)
    expect(count(/\bfindGit\s*\(/g)).toBe(count(/\bnew GitClient\(\s*(?:\(\)\s*=>\s*)?findGit\(/g))
    expect(files.filter(({ text }) => /simple-git/.test(text)).map(({ path }) => path)).toEqual([])
  })

  for (const [text, starting] of PLANTED) test(`${starting ? 'sees' : 'passes over'} ${JSON.stringify(text)}`, () => expect(starts(text)).toBe(starting))
})
