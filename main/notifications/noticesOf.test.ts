import { expect, suite, test } from 'vitest'
import type { Alert } from '../../shared/domain/alert.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import { reduce } from '../../shared/state/reduce.ts'
import { sampleAlert, sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import type { NoticeStep } from './notice.ts'
import { noticesOf } from './noticesOf.ts'

const AT = 5_000

function step(before: readonly Session[], event: ScribeEvent): NoticeStep {
  const state = sampleState(before)
  const envelope = { epoch: 'epoch', seq: 1, at: AT, event }
  return noticesOf(state, reduce(state, envelope), envelope)
}

const updated = (from: Partial<Session>, to: Partial<Session>): NoticeStep =>
  step([sampleSession(from)], { topic: 'session.updated', session: sampleSession(to) })
const stopped = (to: Partial<Session>, movedTo?: string): NoticeStep => {
  const session = sampleSession({ state: 'completed', ...to })
  return step([sampleSession()], { topic: 'session.stopped', session, ...(movedTo === undefined ? {} : { moved_to: movedTo }) })
}
const raised = (alert: Partial<Alert>, sessions = [sampleSession()]): NoticeStep => step(sessions, { topic: 'alert.raised', alert: sampleAlert(alert) })
const buttons = ({ notices }: NoticeStep) => notices.flatMap(({ actions }) => actions.map(({ label, command }) => [label, command.name, command.input]))

suite('main/notifications/noticesOf', () => {
  test('a session that begins may have been started by somebody else', () => {
    const begun = step([], { topic: 'session.started', session: sampleSession() })
    expect(begun.notices).toMatchObject([
      { kind: 'session.started', subject: '01SAMPLE', sessionId: '01SAMPLE', args: { id: 'B-1' }, subtitle: 'sample', at: AT },
    ])
    expect(buttons(begun)).toEqual([['notice.action.stop', 'session/stop', { session: '01SAMPLE' }]])
  })

  test('another branch, agent or not, is a change of context that says from where and to where', () => {
    const { notices } = updated({ branch: 'main', head: 'a'.repeat(40) }, { branch: 'other', head: 'b'.repeat(40) })
    expect(notices).toMatchObject([{ kind: 'context.changed', words: 'branch', args: { id: 'B-1', from: 'main', branch: 'other' } }])
  })

  test('HEAD that moves on the same branch is one too, on a branch or detached', () => {
    const [from, to] = ['a'.repeat(40), '1a2b3c4d'.padEnd(40, '0')]
    expect(updated({ head: from }, { head: to }).notices).toMatchObject([{ words: 'head', args: { commit: '1a2b3c4', branch: 'feat/B-1-sample' } }])
    expect(updated({ head: from, branch: null }, { head: to, branch: null }).notices).toMatchObject([{ words: 'headDetached', args: { commit: '1a2b3c4' } }])
  })

  const NOTHING: readonly [what: string, from: Partial<Session>, to: Partial<Session>][] = [
    ['a change of files', {}, { changes: 3 }],
    ['a first commit', { head: null }, { head: 'a'.repeat(40) }],
    ['a detached HEAD, which a rebase passes through', { branch: 'main', head: null }, { branch: null, head: null }],
    ['a session that is resumed on another branch', { state: 'paused', branch: 'main' }, { branch: 'other' }],
    ['a session that is paused', { branch: 'main' }, { state: 'paused', branch: 'other' }],
  ]
  for (const [what, from, to] of NOTHING) test(`${what} is no change of context`, () => expect(updated(from, to).notices).toEqual([]))

  test('an edit of the same file elsewhere is told to the sessions of the worktree that is warned', () => {
    const sessions = [sampleSession({ id: 'here' }), sampleSession({ id: 'over', state: 'completed' }), sampleSession({ id: 'there', repo: '/repos/two' })]
    const { notices } = raised({ code: 'conflict.path', args: { path: 'src/a.ts', repo: '/repos/sample', other: '/repos/two' } }, sessions)
    expect(notices).toMatchObject([{ kind: 'context.changed', subject: 'here', words: 'conflict', args: { path: 'a.ts', other: 'two' } }])
  })

  test('the end of a session is told by its reason, with a way back', () => {
    const idle = stopped({ stop_reason: 'idle', changes: 14 })
    expect(idle.notices).toMatchObject([{ kind: 'session.stopped.idle', args: { minutes: 30, changes: 14 } }])
    expect(buttons(idle)).toEqual([['notice.action.resume', 'session/resume', { session: '01SAMPLE' }]])
    expect(idle.gone).toContain('session.idleWarning:01SAMPLE')
    expect(stopped({ stop_reason: 'push' }).notices).toMatchObject([{ kind: 'session.stopped.push' }])
    for (const reason of ['user', 'foreign', null] as const) expect(stopped({ stop_reason: reason }).notices).toEqual([])
    for (const topic of ['session.stopped', 'session.updated'] as const) {
      const gone = step([sampleSession()], { topic, session: sampleSession({ state: 'interrupted', stop_reason: 'gone' }) })
      expect(gone.notices).toMatchObject([{ kind: 'session.interrupted' }])
    }
  })

  test('a switch that ended a session offers the new item and the old one', () => {
    const keep = ['notice.action.keep', 'session/resume', { session: '01SAMPLE' }]
    expect(stopped({ stop_reason: 'branch' }, 'feat/B-1020-ipc').notices).toMatchObject([
      { kind: 'session.stopped.branch', args: { branch: 'feat/B-1020-ipc' } },
    ])
    expect(buttons(stopped({ stop_reason: 'branch' }, 'feat/B-1020-ipc'))).toEqual([
      ['notice.action.record', 'session/start', { cwd: '/repos/sample', backlog_id: 'B-1020' }],
      keep,
    ])
    for (const to of ['main', 'fix/B-1-again', undefined]) expect(buttons(stopped({ stop_reason: 'branch' }, to))).toEqual([keep])
  })

  test('an idle warning offers to go on or to stop, and is taken back with its alert', () => {
    const alert = { id: 'session.idleWarning:01SAMPLE', code: 'session.idleWarning', session_id: '01SAMPLE', args: { minutes: 2 } } as const
    const warned = raised(alert)
    expect(warned.notices).toMatchObject([{ kind: 'session.idleWarning', subject: '01SAMPLE', args: { minutes: 2, idle: 28 } }])
    expect(buttons(warned)).toEqual([
      ['notice.action.keepRecording', 'session/resume', { session: '01SAMPLE' }],
      ['notice.action.stopNow', 'session/stop', { session: '01SAMPLE' }],
    ])
    expect(raised({ ...alert, session_id: 'unknown' }).notices).toEqual([])
    expect(step([sampleSession()], { topic: 'alert.cleared', id: alert.id }).gone).toContain('session.idleWarning:01SAMPLE')
  })

  const TROUBLES = [
    ['watch.degraded', 'capture.degraded'],
    ['repo.gone', 'capture.degraded'],
    ['repo.denied', 'capture.degraded'],
    ['worklog.failed', 'data.notSaved'],
    ['registry.failed', 'data.notSaved'],
    ['store.failed', 'data.notSaved'],
    ['registry.corrupt', 'registry.recovered'],
    ['daemon.safeMode', 'daemon.safeMode'],
  ] as const
  for (const [code, kind] of TROUBLES) {
    test(`the alert ${code} is told as ${kind}, in the alert’s own words, and taken back with it`, () => {
      const { notices } = raised({ id: `${code}:/r`, code, args: { repo: '/repos/sample', reason: 'Why.', backlog_id: 'B-1' } })
      expect(notices).toMatchObject([{ kind, subject: `${code}:/r`, args: { text: expect.stringMatching(/sample|B-1|^Scribe stopped/) } }])
      expect(step([], { topic: 'alert.cleared', id: `${code}:/r` }).gone).toContain(`${kind}:${code}:/r`)
    })
  }

  test('what was told of a session’s end goes when it records again', () => {
    const again = updated({ state: 'completed' }, {})
    expect(again.notices).toEqual([])
    expect(again.gone).toEqual(expect.arrayContaining(['session.stopped.idle:01SAMPLE', 'session.stopped.branch:01SAMPLE', 'session.interrupted:01SAMPLE']))
    expect(step([], { topic: 'session.started', session: sampleSession() }).gone).toContain('session.stopped.branch:01SAMPLE')
  })

  test('other alerts and events say nothing', () => {
    for (const code of ['git.missing', 'git.failed', 'state.corrupt', 'settings.corrupt'] as const) expect(raised({ code }).notices).toEqual([])
    expect(step([], { topic: 'file.changed', repo: '/r', paths: [], count: 1 })).toEqual({ notices: [], gone: [] })
  })
})
