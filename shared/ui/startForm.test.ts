import { expect, suite, test } from 'vitest'
import { sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { ScribeError, toWireError } from '../domain/error.ts'
import { COMMANDS } from '../protocol/commands.ts'
import { type StartWishes, startDefaults, startInput, startRefusal } from './startForm.ts'

const untouched: StartWishes = { cwd: '/src/a', backlogId: '', type: null, priority: null, idleMinutes: null }

suite('shared/ui/startForm', () => {
  test('only what was set is sent, and what is sent fits the command', () => {
    expect(startInput(untouched)).toEqual({ cwd: '/src/a' })
    const all = startInput({ cwd: ' /src/a ', backlogId: ' B-7 ', type: 'debug', priority: 'high', idleMinutes: '45' })
    expect(all).toEqual({ cwd: '/src/a', backlog_id: 'B-7', type: 'debug', priority: 'high', idle_timeout_s: 2700 })
    expect(COMMANDS['session/start'].input.safeParse(all).success).toBe(true)
  })

  test('no repository is caught here', () => {
    expect(startInput({ ...untouched, cwd: '  ' })).toMatchObject({ field: 'cwd' })
  })

  for (const [text, seconds] of [
    ['0', 0],
    ['480', 28_800],
    [' 30 ', 1_800],
    ['481', null],
    ['-1', null],
    ['1.5', null],
    ['', null],
    ['soon', null],
    ['9999', null],
  ] as const) {
    test(`${JSON.stringify(text)} minutes ${seconds === null ? 'are refused' : `are ${seconds} s`}`, () => {
      expect(startInput({ ...untouched, idleMinutes: text })).toMatchObject(seconds === null ? { field: 'idleMinutes' } : { idle_timeout_s: seconds })
    })
  }

  test('the fields begin as the same item was recorded last', () => {
    const earlier = sampleSession({ repo: '/src/a', backlog_id: 'B-7', type: 'planning', priority: 'low', state: 'completed', started_at: 2 })
    const older = sampleSession({ id: 'old', repo: '/src/a', backlog_id: 'B-7', type: 'debug', started_at: 1 })
    const repositories = [{ root: '/src/a', name: 'a', branch: null, backlog_id: 'B-7', last_used_at: 1 }]
    const state = { ...sampleState([older, earlier]), repositories }
    expect(startDefaults(state, '/src/a', '')).toEqual({ type: 'planning', priority: 'low', idleMinutes: '30' })
    expect(startDefaults(state, '/src/a', ' B-8 ')).toEqual({ type: 'brainstorming', priority: 'medium', idleMinutes: '30' })
    expect(startDefaults(null, '', '')).toEqual({ type: 'brainstorming', priority: 'medium', idleMinutes: '30' })
  })

  for (const [code, path, field] of [
    ['repo.notGit', undefined, 'cwd'],
    ['backlog.notFound', undefined, 'backlogId'],
    ['usage.badInput', 'cwd', 'cwd'],
    ['usage.badInput', 'backlog_id', 'backlogId'],
    ['usage.badInput', 'idle_timeout_s', 'idleMinutes'],
    ['git.failed', undefined, 'form'],
  ] as const) {
    test(`${code}${path === undefined ? '' : ` (${path})`} is shown at ${field}, in its own words`, () => {
      const error = toWireError(new ScribeError(code, 'In its words.', { data: path === undefined ? {} : { path } }))
      expect(startRefusal(error)).toEqual({ field, text: 'In its words.' })
    })
  }

  test('at the limit the session that could make room is named', () => {
    const data = { code: 'limit.sessions', least_recent: 'B-3' }
    expect(startRefusal({ code: 1204, message: 'Full.', data })).toEqual({ field: 'form', text: 'Full.', leastRecent: 'B-3' })
    expect(startRefusal({ code: 1204, message: 'Full.', data: { ...data, least_recent: null } })).toEqual({ field: 'form', text: 'Full.' })
  })

  test('an error without data belongs to the whole form', () => {
    expect(startRefusal({ code: 1602, message: 'Away.' })).toEqual({ field: 'form', text: 'Away.' })
  })
})
