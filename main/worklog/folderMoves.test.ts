import { expect, suite, test } from 'vitest'
import type { Change } from '../../shared/domain/entry.ts'
import { foldFolderMoves } from './folderMoves.ts'

const moved = (from: string, path: string): Change => ({ path, from, at: 1, kind: 'renamed' })

suite('main/worklog/folderMoves', () => {
  test('files that kept their names in a folder that moved are one move, however deep they lie', () => {
    const changes = [moved('old/a', 'new/a'), moved('old/b/c', 'new/b/c'), moved('old/b/d', 'new/b/d')]
    expect(foldFolderMoves(changes)).toEqual({ moves: [{ from: 'old', to: 'new', files: 3 }], others: [] })
  })

  test('a single file that moved, and one whose name changed, stay files', () => {
    const changes = [moved('old/a', 'new/a'), moved('x/a', 'x/b'), { path: 'c', at: 1, kind: 'modified' } as const]
    expect(foldFolderMoves(changes)).toEqual({ moves: [], others: changes })
  })

  test('a move to or from the top has an empty folder name', () => {
    expect(foldFolderMoves([moved('a', 'sub/a'), moved('b', 'sub/b')])).toEqual({ moves: [{ from: '', to: 'sub', files: 2 }], others: [] })
  })
})
