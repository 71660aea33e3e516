/** Every operational error is real: the product raises it, a test sees it raised, and `docs/operations.md` says what to do about it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, suite, test } from 'vitest'
import { ERROR_CODES } from '../shared/domain/error.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['main', 'shared', 'client', 'cli', 'renderer', 'preload', 'e2e', 'testing']
const SELF = 'testing/errorCodes.test.ts'
const TABLE = 'shared/domain/error.ts'

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(ROOT, folder, name), 'utf8') })),
)
const isTest = (path: string): boolean => /\.(?:test|spec)\.tsx?$/.test(path) || path.startsWith('testing/')
const tests = files.filter(({ path }) => isTest(path) && path !== SELF)
const product = files.filter(({ path }) => !isTest(path) && path !== TABLE && !path.startsWith('e2e/'))

suite('error codes', () => {
  const operations = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')

  for (const code of ERROR_CODES) {
    test(`${code} is raised, seen by a test, and explained`, () => {
      const raised = code === 'internal' || product.some(({ text }) => text.includes(`'${code}'`))
      const seen = tests.some(({ text }) => text.includes(`'${code}'`) || text.includes(`${code}:`))
      expect([raised, seen, operations.includes(`\`${code}\``)]).toEqual([true, true, true])
    })
  }
})
