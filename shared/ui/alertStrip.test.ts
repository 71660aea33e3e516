import { expect, suite, test } from 'vitest'
import { sampleAlert } from '../../testing/electronDouble/sampleState.ts'
import { type Alert, alertSchema } from '../domain/alert.ts'
import { alertStrip, alertText } from './alertStrip.ts'

const OWN = { refusal: null, shell: 'app' } as const

suite('shared/ui/alertStrip', () => {
  test('nothing wrong, nothing shown', () => {
    expect(alertStrip([], OWN)).toBeNull()
  })

  test('the worst is shown, among equals the newest, and the others are counted', () => {
    const alerts = [
      sampleAlert({ id: 'info', severity: 'info', at: 9 }),
      sampleAlert({ id: 'old', severity: 'error', at: 1 }),
      sampleAlert({ id: 'new', severity: 'error', at: 2 }),
      sampleAlert({ id: 'warning', severity: 'warning', at: 8 }),
    ]
    expect(alertStrip(alerts, OWN)).toMatchObject({ id: 'new', severity: 'error', more: 'and 3 more' })
    expect(alertStrip(alerts.slice(0, 1), OWN)).toMatchObject({ id: 'info', more: '' })
  })

  test('a refusal given to this window comes first and belongs to no alert', () => {
    expect(alertStrip([sampleAlert()], { ...OWN, refusal: 'B-7: no' })).toEqual({
      id: null,
      severity: 'error',
      text: 'B-7: no',
      actions: [],
      more: 'and 1 more',
    })
    expect(alertStrip([], { ...OWN, refusal: 'B-7: no' })).toMatchObject({ more: '' })
  })

  test('what can be done about it stands with it, where it is about a session', () => {
    const labels = (code: Alert['code'], session_id?: string) =>
      alertStrip([sampleAlert({ code, ...(session_id === undefined ? {} : { session_id }) })], OWN)?.actions.map((action) =>
        action.kind === 'command' ? `${action.label}: ${action.command}` : action.label,
      )
    expect(labels('session.idleWarning', 's')).toEqual(['Keep Recording: session/resume', 'Stop Session: session/stop'])
    expect(labels('repo.gone', 's')).toEqual(['Stop Session: session/stop'])
    expect(labels('repo.gone')).toEqual([])
    expect(labels('git.failed', 's')).toEqual([])
  })

  test('what only the system can mend is opened from the app; a browser cannot', () => {
    const actions = (code: Alert['code'], shell: 'app' | 'browser') => alertStrip([sampleAlert({ code })], { refusal: null, shell })?.actions
    expect(actions('repo.denied', 'app')).toEqual([
      { label: 'Choose Folder Again…', kind: 'chooseFolder' },
      { label: 'Privacy Settings', kind: 'show', surface: 'privacy' },
    ])
    expect(actions('git.missing', 'app')).toEqual([{ label: 'Install…', kind: 'show', surface: 'gitInstaller' }])
    expect(actions('daemon.safeMode', 'app')).toMatchObject([{ surface: 'restart' }, { surface: 'log' }])
    expect([actions('repo.denied', 'browser'), actions('git.missing', 'browser'), actions('daemon.safeMode', 'browser')]).toEqual([[], [], []])
  })

  test('every code has words of its own', () => {
    const texts = alertSchema.shape.code.options.map((code) => alertText(sampleAlert({ code, args: { repo: 'doorway', backlog_id: 'B-7', reason: 'Why.' } })))
    expect(new Set(texts).size).toBe(texts.length)
    for (const text of texts) expect(text).toMatch(/^[A-Zd].*\.$/)
  })

  test('arguments are foreign text: shortened, on one line, never a pattern', () => {
    const alert = (args: Alert['args']): string => alertText(sampleAlert({ code: 'watch.degraded', args }))
    expect(alert({ repo: '/home/me/src/doorway', reason: '{repo}\n\u202e' })).toBe('doorway: changes may be missed. {repo}\ufffd\ufffd')
    expect(alert({ repo: 'a', reason: 'x'.repeat(500) }).length).toBeLessThan(220)
    expect(alert({ repo: 'a' })).toBe('a: changes may be missed.')
  })

  test('a system error is told without the call that met it; numbers are written as numbers', () => {
    const failed = (reason: string | number): string => alertText(sampleAlert({ code: 'store.failed', args: { repo: 'a', reason } }))
    expect(failed("ENOSPC: no space left on device, open '/x/y'")).toBe('a: a change could not be saved. No space left on device.')
    expect(failed('Not a system error, at all')).toBe('a: a change could not be saved. Not a system error, at all')
    expect(failed(4200)).toBe('a: a change could not be saved. 4,200')
  })

  test('a code from a newer daemon is shown as it is instead of breaking the window', () => {
    expect(alertText(sampleAlert({ code: 'disk.slow' as Alert['code'] }))).toBe('alert.disk.slow')
  })
})
