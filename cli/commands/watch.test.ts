import { expect, suite, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { formatLine } from '../verbs/output.ts'
import { lineOf } from './watch.ts'

const session = sampleSession()
const SAID: readonly [event: ScribeEvent, text: string][] = [
  [{ topic: 'session.started', session }, 'B-1 in r: recording, capture live'],
  [{ topic: 'session.updated', session }, 'B-1 in r: recording, capture live'],
  [{ topic: 'session.stopped', session }, 'B-1 in r: recording, capture live'],
  [{ topic: 'capture.proved', repo: '/r', at: 1, ms: 2.5 }, '/r in 2.5 ms'],
  [{ topic: 'file.changed', repo: '/r', paths: ['a', 'b\u001b'], count: 5 }, '/r: a, b\\u001b (+3 more)'],
  [{ topic: 'file.changed', repo: '/r', paths: ['a'], count: 1 }, '/r: a'],
  [{ topic: 'change.recorded', session_id: 's', count: 3, latency_ms: 40 }, '3 in 40 ms'],
  [{ topic: 'worklog.appended', session_id: 's', entry: { seq: 1, session_id: 's', at: 1, kind: 'note', lines: ['- a', '  b'] } }, '- a |   b'],
  [{ topic: 'repository.updated', repository: { root: '/r', name: 'r', branch: null, backlog_id: null, last_used_at: 1 } }, '/r'],
  [
    { topic: 'alert.raised', alert: { id: 'x', severity: 'error', code: 'git.missing', args: {}, at: 1 } },
    'Git was not found. Scribe cannot record without it.',
  ],
  [{ topic: 'alert.cleared', id: 'x' }, 'x'],
  [{ topic: 'settings.changed', settings: DEFAULT_SETTINGS }, 'general.launchAtLogin=false general.clickAction=popover'],
]

suite('cli/commands/watch', () => {
  for (const [event, text] of SAID) {
    test(`${event.topic} is told as "${text}"`, () => {
      const line = formatLine(lineOf({ epoch: 'e', seq: 1, at: Date.UTC(2026, 0, 1), event }), false)
      expect(line).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d {2}/)
      expect(line).toContain(`  ${event.topic}  ${text}`)
    })
  }
})
