import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { pageToken } from './pageToken.ts'

suite('main/server/pageToken', () => {
  let home: string

  beforeEach(() => {
    home = tempFolder()
  })

  afterEach(() => removeFolder(home))

  const file = (): string => join(home, 'page-token')

  test('the token stays the same, in a file for this user only', async () => {
    const first = await pageToken(home)
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await pageToken(home)).toBe(first)
    expect(readFileSync(file(), 'utf8')).toBe(first)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  test('two data folders have different tokens', async () => {
    const other = tempFolder()
    expect(await pageToken(other)).not.toBe(await pageToken(home))
    removeFolder(other)
  })

  for (const [what, text] of [
    ['empty', ''],
    ['cut off', 'abc'],
    ['with a line end', `${'a'.repeat(43)}\n`],
    ['with characters no header allows', `${'a'.repeat(42)}"`],
  ] as const) {
    test(`a file that is ${what} is replaced`, async () => {
      writeFileSync(file(), text, { mode: 0o600 })
      const token = await pageToken(home)
      expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(token).not.toBe(text)
    })
  }

  test('a token that others could have read is replaced', async () => {
    const first = await pageToken(home)
    chmodSync(file(), 0o644)
    expect(await pageToken(home)).not.toBe(first)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })
})
