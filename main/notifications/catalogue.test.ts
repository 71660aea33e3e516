import { expect, suite, test } from 'vitest'
import type { Alert } from '../../shared/domain/alert.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import { emptyState } from '../../shared/state/appState.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { noticeOf } from './catalogue.ts'
import { fitted } from './notice.ts'

const SESSION = sampleSession({ id: 's', backlog_id: 'B-7', repo_name: 'sample', branch: 'main', head: 'a'.repeat(40), changes: 14, idle_timeout_s: 1800 })
const STATE = { ...emptyState('e', { version: '1', pid: 1, since: 0, host: 'app' as const }), sessions: { s: SESSION } }
const said = (event: ScribeEvent, before?: Session) => {
  const notice = noticeOf(event, before, STATE)
  return notice === null ? null : `${notice.kind} | ${notice.title} | ${notice.subtitle} | ${notice.body}`
}
const stopped = (stop_reason: Session['stop_reason']): ScribeEvent => ({ topic: 'session.stopped', session: { ...SESSION, state: 'completed', stop_reason } })
const updated = (differences: Partial<Session>): ScribeEvent => ({ topic: 'session.updated', session: { ...SESSION, ...differences } })
const alert = (code: Alert['code'], args: Alert['args'], session_id?: string): ScribeEvent => ({
  topic: 'alert.raised',
  alert: { id: code, severity: 'warning', code, args, at: SESSION.last_activity_at + 1_680_000, ...(session_id === undefined ? {} : { session_id }) },
})

suite('main/notifications/catalogue', () => {
  const TABLE: readonly [what: string, got: () => unknown, text: string | null][] = [
    ['an idle stop', () => said(stopped('idle')), 'session.stopped.idle | B-7 Stopped | sample | Nothing changed for 30 minutes. 14 changes recorded.'],
    ['a stop after a push', () => said(stopped('push')), 'session.stopped.push | B-7 Stopped After Push | sample | Everything is pushed. 14 changes recorded.'],
    ['a stop by a branch change', () => said(stopped('branch')), 'session.stopped.branch | Branch Changed | sample | Now on main. Recording of B-7 stopped.'],
    ['a stop by the person', () => said(stopped('user')), null],
    [
      'a folder that is gone',
      () => said(stopped('gone')),
      'session.interrupted | B-7 Was Interrupted | sample | Its folder is gone, or another is in its place.',
    ],
    ['another branch', () => said(updated({ branch: 'other' }), SESSION), 'context.changed | Context Changed | sample | Now on other. Recording goes on.'],
    [
      'another head',
      () => said(updated({ head: 'b'.repeat(40) }), SESSION),
      'context.changed | Context Changed | sample | Another commit is checked out: bbbbbbbb.',
    ],
    ['the same again', () => said(updated({ changes: 15 }), SESSION), null],
    ['a session nobody knew', () => said(updated({ branch: 'other' })), null],
    ['a session that was paused', () => said(updated({ branch: 'other' }), { ...SESSION, state: 'paused' }), null],
    [
      'a warning before an idle stop',
      () => said(alert('session.idleWarning', { minutes: 2 }, 's')),
      'session.idleWarning | B-7 Stops in 2 Min | sample | Nothing has changed for 28 minutes.',
    ],
    [
      'a file two sessions write',
      () => said(alert('conflict.path', { path: 'src/x.ts' }, 's')),
      'context.changed | Context Changed | sample | Another session wrote x.ts as well.',
    ],
    [
      'a registry that was damaged',
      () => said(alert('registry.corrupt', {})),
      'registry.recovered | Registry Restored |  | The damaged file is kept beside the new one.',
    ],
    ['an alert that only the window shows', () => said(alert('git.failed', {})), null],
  ]
  for (const [what, got, text] of TABLE) test(what, () => expect(got()).toBe(text))

  test('what cannot be written says why', () => {
    expect(said(alert('store.failed', { reason: 'ENOSPC: no space left on device, write' }))).toMatch(
      /^data\.notSaved \| Something Cannot Be Written \| {2}\| .*No space left on device/,
    )
  })

  test('texts of any script fit into what macOS shows, cut between characters', () => {
    const long = noticeOf(updated({ branch: '分支🚀'.repeat(200) }), SESSION, STATE)
    const { title, subtitle, body } = fitted(long ?? expect.unreachable())
    expect(Buffer.byteLength(title + subtitle + body)).toBeLessThanOrEqual(240)
    expect(Buffer.from(body).toString()).toBe(body)
    expect(body).toMatch(/…$/)
    expect(fitted({ kind: 'digest', sessionId: null, title: 'a\u202eb\n', subtitle: '', body: '', actions: [] }).title).toBe('a\ufffdb\ufffd')
  })
})
