import { expect, suite, test } from 'vitest'
import { CONFLICT_MS, Conflicts } from './conflicts.ts'

const write = (writer: string, at: number, path = 'a.ts') => ({ commonDir: '/r/.git', path, writer, at })

suite('main/sessions/conflicts', () => {
  test('two writers of one path within 90 s meet, whoever comes second', () => {
    const conflicts = new Conflicts()
    expect(conflicts.note(write('one', 0))).toBeNull()
    expect(conflicts.note(write('two', CONFLICT_MS))).toBe('one')
    expect(conflicts.note(write('one', CONFLICT_MS + 1))).toBe('two')
  })

  test('one writer alone, another path, another repository or more time between is no conflict', () => {
    const conflicts = new Conflicts()
    conflicts.note(write('one', 0))
    expect(conflicts.note(write('one', 10))).toBeNull()
    expect(conflicts.note(write('two', 20, 'b.ts'))).toBeNull()
    expect(conflicts.note({ ...write('two', 20), commonDir: '/other/.git' })).toBeNull()
    expect(conflicts.note(write('two', 10 + CONFLICT_MS + 1))).toBeNull()
  })

  test('memory is bounded: the path written longest ago is forgotten first', () => {
    const conflicts = new Conflicts()
    conflicts.note(write('one', 0, 'old'))
    conflicts.note(write('one', 0, 'kept'))
    for (let index = 0; index < 4_998; index++) conflicts.note(write('one', 1, `p${index}`))
    conflicts.note(write('one', 1, 'kept'))
    conflicts.note(write('one', 1, 'one more'))
    expect([conflicts.note(write('two', 2, 'old')), conflicts.note(write('two', 2, 'kept'))]).toEqual([null, 'one'])
  })
})
