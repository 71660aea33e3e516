import { existsSync } from 'node:fs'
import { expect, suite, test } from 'vitest'
import { sampleAlert, sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { TRAY_GLYPHS } from './trayGlyph.ts'
import { statusLine, trayState } from './trayState.ts'

const recording = sampleSession()
const paused = sampleSession({ id: 'p', state: 'paused', capture: 'off' })
const degraded = sampleSession({ id: 'd', capture: 'degraded' })
const ended = sampleSession({ id: 'e', state: 'completed', capture: 'off', ended_at: 2000 })
const error = sampleAlert({ id: 'store.failed', severity: 'error', code: 'store.failed' })

suite('main/electron/trayState', () => {
  test('nothing live is idle, and an ended session is nothing live', () => {
    expect(trayState(sampleState())).toEqual({ glyph: 'idle', tooltip: 'Scribe: not recording' })
    expect(trayState(sampleState([ended])).glyph).toBe('idle')
  })

  test('one session that records outweighs any that are paused', () => {
    expect(trayState(sampleState([paused]))).toEqual({ glyph: 'paused', tooltip: 'Scribe: paused' })
    expect(trayState(sampleState([paused, recording]))).toEqual({ glyph: 'recording', tooltip: 'Scribe: 1 recording' })
  })

  test('a session whose watcher is not live yet does not look like recording', () => {
    expect(trayState(sampleState([sampleSession({ capture: 'starting' })]))).toEqual({ glyph: 'starting', tooltip: 'Scribe: 1 starting' })
    expect(trayState(sampleState([degraded])).glyph).toBe('idle-attention')
  })

  test('a warning asks for attention, whether or not something records', () => {
    expect(trayState(sampleState([recording], [sampleAlert()])).glyph).toBe('attention')
    expect(trayState(sampleState([], [sampleAlert()]))).toEqual({ glyph: 'idle-attention', tooltip: 'Scribe: not recording, 1 needs attention' })
    expect(trayState(sampleState([], [sampleAlert({ severity: 'info' })])).glyph).toBe('idle')
  })

  test('an alert about a degraded session is counted with it, once', () => {
    const alert = sampleAlert({ id: 'watch.degraded:d', code: 'watch.degraded', session_id: 'd' })
    expect(statusLine(sampleState([recording, degraded], [alert]))).toBe('1 recording, 1 needs attention')
  })

  test('an error outweighs everything', () => {
    expect(trayState(sampleState([recording, degraded], [error]))).toEqual({
      glyph: 'error',
      tooltip: 'Scribe: 1 recording, 1 error, 1 needs attention',
    })
  })

  test('every glyph has both of its files', () => {
    const missing = TRAY_GLYPHS.flatMap((glyph) => [`${glyph}Template.png`, `${glyph}Template@2x.png`]).filter(
      (name) => !existsSync(new URL(`../../build/tray/${name}`, import.meta.url)),
    )
    expect(missing).toEqual([])
  })
})
