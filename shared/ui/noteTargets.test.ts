import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { noteTargets } from './noteTargets.ts'

const first = sampleSession({ id: 'a', backlog_id: 'B-1', last_activity_at: 1 })
const latest = sampleSession({ id: 'b', backlog_id: 'B-2', last_activity_at: 2 })
const paused = sampleSession({ id: 'c', backlog_id: 'B-3', last_activity_at: 3, state: 'paused' })
const ended = sampleSession({ id: 'd', backlog_id: 'B-4', last_activity_at: 4, state: 'completed' })
const all = [first, latest, paused, ended]

suite('shared/ui/noteTargets', () => {
  test('live sessions can be chosen, and the last used that records is the target', () => {
    const { options, target } = noteTargets(all, {}, null)
    expect(options.map((option) => option.label)).toEqual(['B-1', 'B-2', 'B-3'])
    expect(target).toBe('b')
  })

  test('what was chosen stays', () => {
    expect(noteTargets(all, {}, 'a').target).toBe('a')
    expect(noteTargets(all, {}, 'gone').target).toBe('b')
  })

  test('after a reload the newest half-written note has its session back', () => {
    const drafts = { a: { text: 'x', at: 10 }, c: { text: 'y', at: 20 }, d: { text: 'z', at: 30 } }
    expect(noteTargets(all, drafts, null).target).toBe('c')
  })

  test('a session that ends under a half-written note stays until the note is gone', () => {
    expect(noteTargets(all, { d: { text: 'half', at: 1 } }, 'd').target).toBe('d')
    expect(noteTargets(all, {}, 'd').target).toBe('b')
  })

  test('the same id in two repositories is told apart', () => {
    const twins = [first, sampleSession({ id: 'e', backlog_id: 'B-1', repo_name: 'other' })]
    expect(noteTargets(twins, {}, null).options.map((option) => option.label)).toEqual(['B-1 (other)', 'B-1 (sample)'])
  })

  test('nothing live, no target', () => {
    expect(noteTargets([ended], {}, null)).toEqual({ options: [], target: null })
  })
})
