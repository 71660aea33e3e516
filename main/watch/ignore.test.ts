import { expect, suite, test } from 'vitest'
import { createIgnore, isOwnFile } from './ignore.ts'

const OWN = [
  '.ai_state.json',
  '.rehydrate_state.json',
  'artifacts/worklogs/B-1.md',
  'artifacts/worklogs/deep/er.md',
  'artifacts/summaries/B-1-summary.md',
  'artifacts/session_registry.json',
  'artifacts/session_registry.corrupt-2026-11-22T14-19-56-492Z.json',
  '.scribe-0123456789ab.tmp',
  'artifacts/.scribe-0123456789ab.tmp',
]
const NOT_OWN = [
  'artifacts/report.md',
  'artifacts/worklogs',
  'artifacts/session_registry.json.bak',
  'artifacts/session_registry_old.json',
  'src/.ai_state.json',
  'src/artifacts/worklogs/B-1.md',
  'x.ai_state.json',
  '.scribe-0123456789AB.tmp',
  '.scribe-0123.tmp',
  'a.ts',
]

suite('main/watch/ignore', () => {
  for (const path of OWN) test(`${path} is our own`, () => expect(isOwnFile(path)).toBe(true))
  for (const path of NOT_OWN) test(`${path} is the person's`, () => expect(isOwnFile(path)).toBe(false))

  const ignored = createIgnore(['out/', 'packages/a/dist', 'with space/'])

  test('what Git ignores as a folder is passed over with everything in it', () => {
    for (const path of ['out', 'out/x', 'out/deep/x.ts', 'packages/a/dist/x', 'with space/x']) expect(ignored(path), path).toBe(true)
  })

  test('a folder of the same name elsewhere, and names that only begin alike, are watched', () => {
    for (const path of ['packages/out', 'packages/b/dist/x', 'output/x', 'outx', 'src/a.ts', '']) expect(ignored(path), path).toBe(false)
  })

  test('some folders are never entered, wherever they stand', () => {
    for (const path of ['.git', '.git/HEAD', 'a/node_modules/b/c.js', '.venv/x', 'x/__pycache__']) expect(ignored(path), path).toBe(true)
    for (const path of ['.github/x', '.gitignore', 'node_modules.md', 'venv/x']) expect(ignored(path), path).toBe(false)
  })

  test('our own files are passed over without any list', () => {
    expect(createIgnore([])('artifacts/worklogs/B-1.md')).toBe(true)
    expect(createIgnore([])('artifacts/other.md')).toBe(false)
  })
})
