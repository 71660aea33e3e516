import { expect, suite, test } from 'vitest'
import { parseWorklog } from './parseWorklog.ts'
import { renderBlock, worklogHeader } from './renderEntry.ts'

const AT = new Date(2026, 10, 22, 14, 3, 9).getTime()

suite('main/worklog/parseWorklog', () => {
  test('what is rendered is read again', () => {
    const entries = [
      { at: AT, lines: ['- Session started', '- Branch: main'] },
      { at: AT + 60_000, lines: ['- Changes: 2 file(s)', '  - a.ts', '  - b.ts'] },
    ]
    expect(parseWorklog(worklogHeader('B-1') + entries.map(renderBlock).join(''))).toEqual(entries)
  })

  test('a text that begins in the middle of an entry gives what comes after it', () => {
    expect(parseWorklog('half a li\n- rest\n\n## 2026-11-22 14:03:09\n\n- whole\n')).toEqual([{ at: AT, lines: ['- whole'] }])
  })

  test('CRLF is LF, other separators are text', () => {
    expect(parseWorklog('## 2026-11-22 14:03:09\r\n\r\n- a\u2028b\r\n')).toEqual([{ at: AT, lines: ['- a\u2028b'] }])
  })

  test('what only looks like a heading is text', () => {
    const forged = ['  ## 2026-11-22 14:03:09', '## 2026-13-22 14:03:09', '## 2026-02-31 14:03:09', '## today', '### 2026-11-22 14:03:09']
    expect(parseWorklog(['## 2026-11-22 14:03:09', ...forged].join('\n'))).toEqual([{ at: AT, lines: forged }])
  })

  test('nothing, and an entry with nothing in it, are no entries', () => {
    expect(parseWorklog('')).toEqual([])
    expect(parseWorklog('# Worklog B-1\n\n## 2026-11-22 14:03:09\n\n')).toEqual([])
  })
})
