import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Change } from '../../shared/domain/entry.ts'
import { filesOf, foldChanges } from './foldChanges.ts'

const change = (path: string, at = 1): Change => ({ path, kind: 'added', at })

suite('main/sessions/foldChanges', () => {
  test('what there is room for stays as it is, the rest is told by folder', () => {
    const changes = [change('a.ts'), change('gen/x/1.ts', 2), change('gen/x/2.ts', 3), change('b.ts', 4)]
    expect(foldChanges(changes, 4)).toBe(changes)
    expect(foldChanges(changes, 1)).toEqual([
      change('a.ts'),
      { path: 'gen/x/', kind: 'modified', at: 3, files: 2 },
      { path: './', kind: 'modified', at: 4, files: 1 },
    ])
  })

  test('many folders become those they lie in', () => {
    const changes = Array.from({ length: 5_000 }, (_, n) => change(`out/${n % 500}/${n}.o`))
    expect(foldChanges(changes, 0)).toEqual([{ path: 'out/', kind: 'modified', at: 1, files: 5_000 }])
  })

  test('no file is lost, whatever the paths', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c', '', '..', 'ü'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(fc.array(path, { maxLength: 300 }), fc.nat(20), (paths, room) => {
        const folded = foldChanges(
          paths.map((each) => change(each)),
          room,
        )
        expect(folded.reduce((sum, each) => sum + filesOf(each), 0)).toBe(paths.length)
      }),
    )
  })
})
