import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import en from '../../shared/ui/i18n/en.json' with { type: 'json' }
import { sampleNotice } from '../../testing/sampleNotice.ts'
import type { NoticeWords } from './notice.ts'
import { MAX_BODY, MAX_BYTES, MAX_SUBTITLE, MAX_TITLE, worded } from './words.ts'

const WORDS = Object.keys(en).flatMap((key) => (/^notice\..+\.title$/.test(key) ? [key.slice('notice.'.length, -'.title'.length) as NoticeWords] : []))
const bytes = (text: string): number => Buffer.byteLength(text)
const ARGS = { id: 'B-1009', branch: 'feat/B-1020-ipc', commit: '1a2b3c4', path: 'watch.ts', other: 'ai-dev-tasks-2', minutes: 2, idle: 28, changes: 14 }
const FILLED = { ...ARGS, text: 'ai-dev-tasks: a change could not be saved. No space left on device.', counts: '2 sessions stopped, 1 problem' }

suite('main/notifications/words', () => {
  test('every text has its parts, fits its limits as it is, and ends as a sentence does', () => {
    expect(WORDS.length).toBeGreaterThan(12)
    for (const words of WORDS) {
      const { title, subtitle, body } = worded([sampleNotice({ words, args: FILLED, subtitle: 'ai-dev-tasks' })])
      expect(
        [title, subtitle, body].filter((text) => text.includes('…') || text.includes('{')),
        words,
      ).toEqual([])
      expect(title, words).toMatch(/^[A-Z]/)
      expect(body, words).toMatch(/\.$/)
      expect(bytes(title + subtitle + body), words).toBeLessThanOrEqual(140)
    }
  })

  test('no name, however long or strange, breaks a limit or a character', () => {
    const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.constant('👩‍👩‍👧‍👦'.repeat(60)), fc.constant('é'.repeat(300)))
    fc.assert(
      fc.property(fc.constantFrom(...WORDS), anyText, anyText, (words, name, subtitle) => {
        const args = { id: name, branch: name, path: name, other: name, text: name, counts: name, minutes: 2, idle: 3, changes: 4, commit: name }
        const said = worded([sampleNotice({ words, args, subtitle })])
        expect(said.title.length).toBeLessThanOrEqual(MAX_TITLE)
        expect(said.subtitle.length).toBeLessThanOrEqual(MAX_SUBTITLE)
        expect(said.body.length).toBeLessThanOrEqual(MAX_BODY)
        expect(bytes(said.title + said.subtitle + said.body)).toBeLessThanOrEqual(MAX_BYTES)
        for (const text of [said.title, said.subtitle, said.body]) expect(text.isWellFormed()).toBe(true)
      }),
    )
  })

  test('foreign text is text: on one line, no turned direction, never a pattern', () => {
    const { body } = worded([sampleNotice({ words: 'branch', args: { id: 'B-1', branch: '{id}\n\u202e<b>x</b>' } })])
    expect(body).toBe('Now on {id}\ufffd\ufffd<b>x</b>. Recording goes on.')
  })

  test('buttons carry their command and their words', () => {
    const action = { label: 'notice.action.record', args: { id: 'B-1020' }, command: { name: 'session/stop', input: {} } } as const
    expect(worded([sampleNotice({ actions: [action] })]).actions).toEqual([{ text: 'Record B-1020', command: action.command }])
  })

  test('several are counted and named, without buttons', () => {
    const notices = ['B-1', 'B-2', 'B-3', 'B-4', 'B-5'].map((id) => sampleNotice({ kind: 'session.stopped.idle', words: 'stopped.idle', args: { id } }))
    expect(worded(notices)).toEqual({ title: '5 Sessions Stopped', subtitle: '', body: 'B-1, B-2, B-3, B-4, …', actions: [] })
    expect(worded([])).toEqual({ title: '', subtitle: '', body: '', actions: [] })
  })
})
