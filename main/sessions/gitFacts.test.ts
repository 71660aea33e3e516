import { expect, suite, test } from 'vitest'
import type { RepoSnapshot } from './baseline.ts'
import { gitFacts, isPushed } from './gitFacts.ts'

const scan = (own: Partial<RepoSnapshot> = {}): RepoSnapshot => ({ head: 'h', branch: 'main', files: new Map(), upstream: null, operation: null, ...own })
const upstream = (ahead: number) => ({ name: 'origin/main', ahead, behind: 0 })
const NONE = { commits: [], more: false }

suite('main/sessions/gitFacts', () => {
  test('commits are told oldest first, with a short id and one line of subject', () => {
    const commits = [
      { id: 'b'.repeat(40), subject: 'second' },
      { id: 'a'.repeat(40), subject: '- first\nforged' },
    ]
    expect(gitFacts(scan(), scan(), { commits, more: true })).toEqual([
      { kind: 'commit', lines: ['- Commit aaaaaaaaa: "- first\\nforged"', '- Commit bbbbbbbbb: second', '  - (more commits)'] },
    ])
  })

  /** name, before, after, pushed */
  const PUSHES: readonly [string, RepoSnapshot, RepoSnapshot, boolean][] = [
    ['what was ahead is not any more', scan({ upstream: upstream(2) }), scan({ upstream: upstream(0) }), true],
    ['an upstream came with the push', scan(), scan({ upstream: upstream(0) }), true],
    ['nothing was ahead', scan({ upstream: upstream(0) }), scan({ upstream: upstream(0) }), false],
    ['still ahead', scan({ upstream: upstream(2) }), scan({ upstream: upstream(1) }), false],
    ['another branch was checked out', scan({ branch: 'x', upstream: upstream(2) }), scan({ upstream: upstream(0) }), false],
    ['what was before is not known', { head: 'h', branch: 'main', files: new Map() }, scan({ upstream: upstream(0) }), false],
    ['no remote', scan(), scan(), false],
  ]
  test('where the reflog tells, it counts: a push right after a commit is one, a pull is none', () => {
    const at = (head: string, pushed: string | null) => scan({ head, upstream: upstream(0), pushed })
    expect(isPushed(at('h1', null), at('h2', 'h2'))).toBe(true)
    expect(isPushed(at('h1', 'h1'), at('h2', 'h2'))).toBe(true)
    expect(isPushed(at('h1', 'h1'), at('h2', null))).toBe(false)
    expect(isPushed(at('h1', 'h1'), at('h1', 'h1'))).toBe(false)
  })

  test('a scan amid a push hides none: the next tells it, once; going back to what was pushed is none', () => {
    const at = (head: string, pushed: string | null, upstream: { ahead: number; behind: number }) =>
      scan({ head, upstream: { name: 'origin/main', ...upstream }, pushed })
    const [done, before] = [at('h2', 'h2', { ahead: 0, behind: 0 }), at('h2', 'h1', { ahead: 1, behind: 0 })]
    const amid = at('h2', 'h2', { ahead: 1, behind: 0 })
    expect([isPushed(before, amid), isPushed(amid, done), isPushed(done, done)]).toEqual([false, true, false])
    // Asked for its state before the commit, and for its reflog after the push.
    const across = at('h1', 'h2', { ahead: 0, behind: 0 })
    expect([isPushed(at('h1', 'h1', { ahead: 0, behind: 0 }), across), isPushed(across, done)]).toEqual([false, true])
    const back = at('h1', 'h2', { ahead: 0, behind: 1 })
    expect([isPushed(done, back), isPushed(back, done)]).toEqual([false, false])
    expect(isPushed(at('h2', 'h1', { ahead: 1, behind: 0 }), at('h1', 'h1', { ahead: 0, behind: 0 }))).toBe(false)
  })

  for (const [name, before, after, pushed] of PUSHES) {
    test(`${name}: ${pushed ? 'a push' : 'no push'}`, () => {
      expect(isPushed(before, after)).toBe(pushed)
      expect(gitFacts(before, after, NONE).map((fact) => fact.lines)).toEqual(pushed ? [['- Pushed to origin/main']] : [])
    })
  }

  test('a merge or rebase is told when it begins, ends or turns into another', () => {
    const lines = (before: RepoSnapshot, after: RepoSnapshot) => gitFacts(before, after, NONE).flatMap((fact) => fact.lines)
    expect(lines(scan(), scan({ operation: 'rebase' }))).toEqual(['- Git: rebase in progress'])
    expect(lines(scan({ operation: 'rebase' }), scan())).toEqual(['- Git: rebase ended'])
    expect(lines(scan({ operation: 'merge' }), scan({ operation: 'revert' }))).toEqual(['- Git: merge ended', '- Git: revert in progress'])
    expect(lines({ head: 'h', branch: 'main', files: new Map() }, scan({ operation: 'merge' }))).toEqual([])
  })
})
