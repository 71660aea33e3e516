import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { clearMarks, markLaunch } from './launchMarks.ts'
import { rememberPaused, takePaused } from './pausedAtQuit.ts'

const MINUTE = 60_000
let folder: string
let file: string

beforeEach(() => {
  folder = tempFolder()
  file = join(folder, 'run/launches.json')
})
afterEach(() => removeFolder(folder))

suite('main/electron/launchMarks', () => {
  test('three starts in five minutes that did not end make the fourth a safe one', () => {
    const starts = [0, MINUTE, 2 * MINUTE, 4.9 * MINUTE].map((at) => markLaunch(file, at))
    expect(starts).toEqual([false, false, false, true])
    expect(markLaunch(file, 20 * MINUTE)).toBe(false)
  })

  test('an orderly end is none of them', () => {
    for (const at of [0, 1, 2]) markLaunch(file, at)
    clearMarks(file)
    expect(markLaunch(file, 3)).toBe(false)
    clearMarks(join(folder, 'none'))
  })

  test('the file is private and bounded', () => {
    for (let at = 0; at < 50; at++) markLaunch(file, at)
    expect([statSync(file).mode & 0o777, JSON.parse(readFileSync(file, 'utf8')).length]).toEqual([0o600, 10])
  })

  for (const [what, content] of [
    ['half written', '[1,2'],
    ['an object', '{}'],
    ['of the future', '[1e20,1e20,1e20]'],
    ['of texts', '["1","2","3"]'],
  ] as const) {
    test(`a file that is ${what} is no crash`, () => {
      mkdirSync(join(folder, 'run'))
      writeFileSync(file, content)
      expect(markLaunch(file, MINUTE)).toBe(false)
    })
  }

  test('a place that cannot be written does not keep the app from starting', () => {
    writeFileSync(join(folder, 'run'), '')
    expect(markLaunch(file, 1)).toBe(false)
  })
})

suite('main/electron/pausedAtQuit', () => {
  test('what recorded is given once', () => {
    rememberPaused(file, ['a', 'b'])
    expect([takePaused(file), takePaused(file)]).toEqual([['a', 'b'], []])
  })

  test('damage and a place that cannot be written are no sessions and no crash', () => {
    mkdirSync(join(folder, 'run'))
    writeFileSync(file, '{"a":')
    expect(takePaused(file)).toEqual([])
    writeFileSync(file, '[1, "a", null]')
    expect(takePaused(file)).toEqual(['a'])
    rememberPaused('/dev/null/x', ['a'])
  })
})
