import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { logFile } from './logFile.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scribe-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

suite('main/electron/logFile', () => {
  test('lines are appended to what is there, in a file only its owner can read', () => {
    const file = join(folder, 'new/app.log')
    logFile(file)('one')
    logFile(file)('two')
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('a full file makes room, and only one predecessor is kept', () => {
    const file = join(folder, 'app.log')
    const log = logFile(file, 10)
    for (const line of ['12345678', 'abcdefgh', 'ABCDEFGH']) log(line)
    expect(readFileSync(file, 'utf8')).toBe('ABCDEFGH\n')
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('abcdefgh\n')
  })

  test('a place that cannot be written to is no reason to fail', () => {
    const file = join(folder, 'blocked')
    writeFileSync(file, '')
    expect(() => logFile(join(file, 'app.log'))('line')).not.toThrow()
  })
})
