import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { diffSnapshots, fileStamp, type RepoSnapshot, snapshotDelta } from './baseline.ts'

const snapshot = (files: Readonly<Record<string, string>>, head: string | null = 'c1'): RepoSnapshot => ({
  head,
  branch: 'main',
  files: new Map(Object.entries(files)),
})
const found = (size: number, mtimeMs = 1, ino = 1) => ({ size, mtimeMs, ino })

/** A file before and after, and what that means for a session; `null` for nothing. */
const TABLE: readonly { name: string; before?: string; after?: string; committed?: boolean; kind: string | null }[] = [
  { name: 'a new untracked file', after: '?? 1 1 1', kind: 'added' },
  { name: 'a new file in the index', after: 'A. 1 1 1', kind: 'added' },
  { name: 'a clean file that was edited', after: '.M 1 1 1', kind: 'modified' },
  { name: 'a clean file that was deleted', after: '.D gone', kind: 'deleted' },
  { name: 'a file deleted in the index and on disk', after: 'D. gone', kind: 'deleted' },
  { name: 'dirty before and untouched', before: '.M 1 1 1', after: '.M 1 1 1', kind: null },
  { name: 'dirty before and edited again', before: '.M 1 1 1', after: '.M 1 2 1', kind: 'modified' },
  { name: 'untracked before and edited again', before: '?? 1 1 1', after: '?? 2 2 1', kind: 'modified' },
  { name: 'replaced by another file of the same size and time', before: '.M 1 1 1', after: '.M 1 1 2', kind: 'modified' },
  { name: 'dirty before, then deleted', before: '.M 1 1 1', after: '.D gone', kind: 'deleted' },
  { name: 'deleted before and still', before: '.D gone', after: '.D gone', kind: null },
  { name: 'deleted before and written anew', before: '.D gone', after: '.M 1 1 1', kind: 'modified' },
  { name: 'staged: another status of the same bytes', before: '.M 1 1 1', after: 'M. 1 1 1', kind: null },
  { name: 'dirty before and put back', before: '.M 1 1 1', kind: 'reverted' },
  { name: 'deleted before and restored', before: '.D gone', kind: 'reverted' },
  { name: 'untracked before and removed', before: '?? 1 1 1', kind: 'deleted' },
  { name: 'committed', before: '.M 1 1 1', committed: true, kind: null },
  { name: 'untracked before and committed', before: '?? 1 1 1', committed: true, kind: null },
  { name: 'edited again while another file was committed', before: '.M 1 1 1', after: '.M 2 2 1', committed: true, kind: 'modified' },
]

suite('main/sessions/baseline', () => {
  for (const { name, before, after, committed, kind } of TABLE) {
    test(`${name} is ${kind ?? 'no change'}`, () => {
      const from = snapshot(before === undefined ? {} : { f: before })
      const to = snapshot(after === undefined ? {} : { f: after }, committed ? 'c2' : 'c1')
      expect(diffSnapshots(from, to, 9)).toEqual(kind === null ? [] : [{ path: 'f', at: 9, kind }])
    })
  }

  test('the first commit is a commit too', () => {
    expect(diffSnapshots(snapshot({ f: 'A. 1 1 1' }, null), snapshot({}, 'c1'), 9)).toEqual([])
  })

  test('two stamps are equal only if nothing was written in between', () => {
    expect(fileStamp('.M', found(3))).toBe(fileStamp('.M', found(3)))
    for (const other of [
      fileStamp('??', found(3)),
      fileStamp('.M', found(4)),
      fileStamp('.M', found(3, 2)),
      fileStamp('.M', found(3, 1, 2)),
      fileStamp('.M', null),
    ]) {
      expect(other).not.toBe(fileStamp('.M', found(3)))
    }
    expect(fileStamp('.D', null)).toBe('.D gone')
  })

  const files = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('?? 1 1 1', '.M 1 1 1', '.M 2 2 2', '.D gone', 'A. 1 1 1'))
  const any = fc.record({ files, head: fc.constantFrom('c1', 'c2', null) }).map((made) => snapshot(made.files, made.head))

  test('a scan that differs in nothing tells of nothing, and no path is told twice', () => {
    fc.assert(
      fc.property(any, any, (before, after) => {
        expect(diffSnapshots(after, after, 1)).toEqual([])
        const paths = diffSnapshots(before, after, 1).map((change) => change.path)
        expect(new Set(paths).size).toBe(paths.length)
      }),
    )
  })

  test('the steps the store is given lead from any scan to the next', () => {
    fc.assert(
      fc.property(fc.option(any, { nil: null }), any, (before, after) => {
        const delta = snapshotDelta('/r', before, after)
        const kept = new Map(delta.replace ? [] : before?.files)
        for (const path of delta.removals) kept.delete(path)
        for (const [path, stamp] of delta.upserts) kept.set(path, stamp)
        expect(kept).toEqual(after.files)
        expect([delta.repo, delta.replace]).toEqual(['/r', before === null])
      }),
    )
  })

  test('what stayed the same is not written again', () => {
    expect(snapshotDelta('/r', snapshot({ a: '?? 1 1 1' }), snapshot({ a: '?? 1 1 1' }, 'c2'))).toEqual({
      repo: '/r',
      replace: false,
      upserts: [],
      removals: [],
    })
  })
})
