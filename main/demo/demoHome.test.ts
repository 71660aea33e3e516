import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { claimDemo, isDemo, removeDemo, requireKind } from './demoHome.ts'

const REFUSED = expect.objectContaining({ code: 'store.demo' })

suite('main/demo/demoHome', () => {
  let folder: string

  beforeEach(() => {
    folder = tempFolder()
    vi.stubEnv('HOME', folder)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    removeFolder(folder)
  })

  test('a new or an empty folder is taken, marked, and removed again with all in it', () => {
    mkdirSync(join(folder, 'empty'))
    for (const home of [join(folder, 'deep/new'), join(folder, 'empty')]) {
      expect(claimDemo(home, 1)).toBe(home)
      expect([isDemo(home), requireKind(home, true)]).toEqual([true, undefined])
      writeFileSync(join(home, 'more'), '')
      removeDemo(home)
      removeDemo(home)
      expect(existsSync(home)).toBe(false)
    }
  })

  test('the folder of real records is refused, by its name or through a link, before anything is there and after', () => {
    const real = join(folder, '.scribe')
    expect(() => claimDemo(real, 1)).toThrow(REFUSED)
    mkdirSync(real)
    symlinkSync(real, join(folder, 'link'))
    for (const home of [real, join(folder, 'link'), folder]) expect(() => claimDemo(home, 1)).toThrow(REFUSED)
    expect(readdirSync(real)).toEqual([])
  })

  test('a folder with anything in it is refused, and never removed', () => {
    const home = join(folder, 'full')
    mkdirSync(home)
    writeFileSync(join(home, 'theirs'), '')
    expect(() => claimDemo(home, 1)).toThrow(REFUSED)
    removeDemo(home)
    expect(readdirSync(home)).toEqual(['theirs'])
    writeFileSync(join(folder, 'file'), '')
    expect(() => claimDemo(join(folder, 'file'), 1)).toThrow(REFUSED)
    expect(() => claimDemo(join(folder, 'file/below'), 1)).toThrow(expect.objectContaining({ code: 'store.failed' }))
  })

  test('neither kind of daemon takes a folder of the other', () => {
    const home = claimDemo(join(folder, 'demo'), 1)
    expect(() => requireKind(home, false)).toThrow(REFUSED)
    expect(() => requireKind(folder, true)).toThrow(REFUSED)
    expect(requireKind(folder, false)).toBeUndefined()
  })
})
