import { expect, suite, test } from 'vitest'
import type { ScribeError } from '../../shared/domain/error.ts'
import type { Session } from '../../shared/domain/session.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { resolveTarget, type Target } from './resolveTarget.ts'

/** `id item repo [state]` in order of their start. */
const sessions = (...lines: readonly string[]): Session[] =>
  lines.map((line) => {
    const [id = '', backlog_id = '', repo = '', state = 'recording'] = line.split(' ')
    return sampleSession({ id, backlog_id, repo, state: state as Session['state'] })
  })

const TABLE: readonly { name: string; known: readonly Session[]; target: Target; found: string }[] = [
  { name: 'an id is exact, whatever its state', known: sessions('s1 B-1 /a completed', 's2 B-1 /a'), target: { session: 's1' }, found: 's1' },
  { name: 'an id wins over a backlog id that looks like it', known: sessions('x B-1 /a', 's2 x /a'), target: { session: 'x' }, found: 'x' },
  { name: 'a backlog id', known: sessions('s1 B-1 /a', 's2 B-2 /a'), target: { session: 'B-2' }, found: 's2' },
  { name: 'the live one of an item before its ended ones', known: sessions('s1 B-1 /a', 's2 B-1 /a completed'), target: { session: 'B-1' }, found: 's1' },
  { name: 'the latest of ended ones', known: sessions('s1 B-1 /a completed', 's2 B-1 /a interrupted'), target: { session: 'B-1' }, found: 's2' },
  {
    name: 'the one of the folder when two repositories have the item',
    known: sessions('s1 B-1 /a', 's2 B-1 /b'),
    target: { session: 'B-1', root: '/a' },
    found: 's1',
  },
  {
    name: 'an ended one here before a live one elsewhere',
    known: sessions('s1 B-1 /a completed', 's2 B-1 /b'),
    target: { session: 'B-1', root: '/a' },
    found: 's1',
  },
  {
    name: 'the only live one elsewhere when the folder has none',
    known: sessions('s1 B-1 /a completed', 's2 B-1 /b'),
    target: { session: 'B-1', root: '/c' },
    found: 's2',
  },
  { name: 'the one of the folder', known: sessions('s1 B-1 /a', 's2 B-2 /b'), target: { root: '/b' }, found: 's2' },
  { name: 'a paused one of the folder', known: sessions('s1 B-1 /a paused', 's2 B-2 /a completed'), target: { root: '/a' }, found: 's1' },
  { name: 'the one the branch names, of two', known: sessions('s1 B-1 /a', 's2 B-2 /a'), target: { root: '/a', detected: 'B-1' }, found: 's1' },
  { name: 'the only one although the branch names another', known: sessions('s1 B-1 /a'), target: { root: '/a', detected: 'B-9' }, found: 's1' },
]

const REFUSED: readonly { name: string; known: readonly Session[]; target: Target; code: string }[] = [
  { name: 'a name nobody has', known: sessions('s1 B-1 /a'), target: { session: 'B-9' }, code: 'session.notFound' },
  { name: 'an empty name', known: sessions('s1 B-1 /a'), target: { session: '' }, code: 'session.notFound' },
  { name: 'a folder in no repository', known: sessions('s1 B-1 /a'), target: { root: null }, code: 'session.notFound' },
  { name: 'neither name nor folder', known: sessions('s1 B-1 /a'), target: {}, code: 'session.notFound' },
  { name: 'a folder where all have ended', known: sessions('s1 B-1 /a completed'), target: { root: '/a' }, code: 'session.notFound' },
  { name: 'two items of one folder', known: sessions('s1 B-1 /a', 's2 B-2 /a'), target: { root: '/a' }, code: 'session.ambiguous' },
  {
    name: 'two items of one folder, the branch names a third',
    known: sessions('s1 B-1 /a', 's2 B-2 /a'),
    target: { root: '/a', detected: 'B-3' },
    code: 'session.ambiguous',
  },
  { name: 'one item in two repositories', known: sessions('s1 B-1 /a', 's2 B-1 /b paused'), target: { session: 'B-1' }, code: 'session.ambiguous' },
  {
    name: 'one ended item in two repositories',
    known: sessions('s1 B-1 /a completed', 's2 B-1 /b completed'),
    target: { session: 'B-1', root: '/c' },
    code: 'session.ambiguous',
  },
]

suite('main/sessions/resolveTarget', () => {
  for (const { name, known, target, found } of TABLE) test(name, () => expect(resolveTarget(known, target).id).toBe(found))

  for (const { name, known, target, code } of REFUSED) {
    test(`${name} is refused: ${code}`, () => expect(() => resolveTarget(known, target)).toThrow(expect.objectContaining({ code })))
  }

  test('an ambiguity names what could be meant', () => {
    let refusal: ScribeError | null = null
    try {
      resolveTarget(sessions('s1 B-1 /a', 's2 B-1 /b'), { session: 'B-1' })
    } catch (error) {
      refusal = error as ScribeError
    }
    expect(refusal?.message).toContain('B-1 in /a, B-1 in /b')
    expect(refusal?.data.candidates).toEqual([
      { id: 's1', backlog_id: 'B-1', repo: '/a' },
      { id: 's2', backlog_id: 'B-1', repo: '/b' },
    ])
  })
})
