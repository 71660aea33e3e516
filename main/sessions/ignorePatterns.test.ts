import { expect, suite, test } from 'vitest'
import { ignoredAtTop, ignoring } from './ignorePatterns.ts'

suite('main/sessions/ignorePatterns', () => {
  test('patterns are those of .gitignore', () => {
    const ignored = ignoring('target/ *.log !keep.log /only-here')
    for (const path of ['target/a', 'x/target/b.rs', 'a.log', 'x/y.log', 'only-here', 'only-here/z']) expect([path, ignored(path)]).toEqual([path, true])
    for (const path of ['a.ts', 'keep.log', 'x/only-here', 'targets/a']) expect([path, ignored(path)]).toEqual([path, false])
  })

  test('without patterns, and for what is no path, nothing is ignored', () => {
    expect([ignoring('')('a'), ignoring('  ')('a'), ignoring('*')('../a'), ignoring('*')('')]).toEqual([false, false, false, false])
  })

  test('folders at the top need not be watched', () => {
    expect(ignoredAtTop('target/ *.log /a/b/ deep/*/x/ !no/')).toEqual(['target', 'a/b'])
  })
})
