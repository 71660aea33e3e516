import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/sampleSession.ts'
import { branchRule, idleRule, idleWarningMs, pushRule } from './stopRules.ts'

suite('main/sessions/stopRules', () => {
  const BRANCHES: readonly [name: string, own: string | null, now: string | null, stops: boolean][] = [
    ['the same branch', 'main', 'main', false],
    ['another branch', 'main', 'feat/x', true],
    ['a branch that only begins alike', 'main', 'main2', true],
    ['a detached HEAD, as in a rebase', 'main', null, false],
    ['a session begun detached', null, 'main', false],
    ['detached all the time', null, null, false],
  ]
  for (const [name, own, now, stops] of BRANCHES) {
    test(`${name} ${stops ? 'ends' : 'does not end'} the session`, () => {
      expect(branchRule(sampleSession({ branch: own }), now)?.reason ?? null).toBe(stops ? 'branch' : null)
    })
  }

  test('the worklog names the branch in the words its readers know, on one line', () => {
    expect(branchRule(sampleSession(), 'feat/x')?.lines).toEqual(['- Branch switched to feat/x; stopping scribe'])
    const [line = '', ...more] = branchRule(sampleSession(), 'evil\n## 2026-01-01\u202e')?.lines ?? []
    expect(more).toEqual([])
    expect(line).not.toMatch(/[\n\u202e]/)
  })

  test('idleness ends it at its timeout and not before; zero means never', () => {
    const session = sampleSession({ idle_timeout_s: 60 })
    expect(idleRule(session, 59_999)).toBeNull()
    expect(idleRule(session, 60_000)).toEqual({ reason: 'idle', lines: ['- Idle timeout reached; stopping scribe'] })
    expect(idleRule(sampleSession({ idle_timeout_s: 0 }), Number.MAX_SAFE_INTEGER)).toBeNull()
  })

  test('pushed and clean ends the session, pushed alone or clean alone does not', () => {
    expect([pushRule(true, 0)?.reason, pushRule(true, 1), pushRule(false, 0)]).toEqual(['push', null, null])
  })

  test('an idle stop is announced two minutes before, if there is that much time', () => {
    const after = (idle_timeout_s: number) => idleWarningMs(sampleSession({ idle_timeout_s }), 120)
    expect([after(0), after(60), after(240), after(241), after(1800)]).toEqual([null, null, null, 121_000, 1_680_000])
  })
})
