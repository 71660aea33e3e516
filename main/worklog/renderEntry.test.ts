import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Change } from '../../shared/domain/entry.ts'
import { localTime } from '../../shared/domain/localTime.ts'
import { AWKWARD_NAMES } from '../../testing/scaffold.ts'
import { changeLines, gapLines, noteLines, pathText, renderBlock, startLines, worklogHeader } from './renderEntry.ts'

/** Everything some reader takes for the end of a line: LF readers, Python's `splitlines`, JavaScript, terminals. */
const LINE_ENDS = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/

/** Text that tries to look like the grammar. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '## 2026-01-01 00:00:00',
        '# Worklog B-1',
        '- Session stopped',
        '  - x',
        '\n',
        '\r',
        '\r\n',
        '\v',
        '\f',
        '\u001c',
        '\u0085',
        '\u2028',
        '\u2029',
        ' ',
        '\t',
        '\u202e',
        '\0',
        '\ufeff',
      ),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 20, size: 'max' },
  )
  .map((parts) => parts.join(''))

function changesOf(paths: readonly string[]): Change[] {
  return paths.map((path) => ({ path, kind: 'modified', at: 1 }))
}

/** The lines of an entry as any reader sees them, without the heading. */
function bodyOf(lines: readonly string[]): string[] {
  const block = renderBlock({ at: 0, lines })
  expect(block.startsWith(`\n## ${localTime(0)}\n\n`)).toBe(true)
  expect(block.endsWith('\n')).toBe(true)
  return block.slice(`\n## ${localTime(0)}\n\n`.length, -1).split(LINE_ENDS)
}

suite('main/worklog/renderEntry', () => {
  test('an entry is a blank line, a heading, a blank line and its bullets', () => {
    const at = new Date(2026, 10, 22, 4, 5, 6).getTime()
    expect(worklogHeader('B-093')).toBe('# Worklog B-093\n')
    expect(renderBlock({ at, lines: ['- one', '  two'] })).toBe('\n## 2026-11-22 04:05:06\n\n- one\n  two\n')
  })

  test('the start names the branch on one line', () => {
    expect(startLines('feat/B-1')).toEqual(['- Session started', '- Branch: feat/B-1'])
    expect(startLines(null)).toEqual(['- Session started', '- Branch: (detached)'])
    expect(startLines('a\n## 2026-01-01 00:00:00')).toEqual(['- Session started', '- Branch: a## 2026-01-01 00:00:00'])
  })

  test('a gap says from when to when nobody watched, and why, on one line', () => {
    const since = new Date(2026, 10, 22, 4, 5, 6).getTime()
    const line = '- Gap: not watched from 2026-11-22 04:05:06 to 2026-11-22 04:06:06 (the watch## 2026 ended)'
    expect(gapLines(since, since + 60_000, 'the watch\n## 2026 ended\u202e')).toEqual([line])
  })

  test('later lines of a note are indented, blank ones go', () => {
    expect(noteLines('one')).toEqual(['- one'])
    expect(noteLines('one\r\n\n  two  \n\t\nthree')).toEqual(['- one', '  two', '  three'])
    for (const end of ['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029']) expect(noteLines(`a${end}b`)).toEqual(['- a', '  b'])
    expect(noteLines('')).toEqual(['- '])
    expect(noteLines('\n\nfirst words come late')).toEqual(['- ', '  first words come late'])
  })

  test('whatever a note holds, only its first line begins at the margin, with a bullet', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [first, ...more] = bodyOf(noteLines(text))
        expect(first).toMatch(/^- /)
        for (const line of more) expect(line).toMatch(/^ {2}\S/)
      }),
      { numRuns: 500 },
    )
  })

  test('a note loses no word that can be seen', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zäß日😀0-9#-]{1,8}$/u), { minLength: 1 }), (words) => {
        const text = noteLines(words.join('\n')).join(' ')
        for (const word of words) expect(text).toContain(word)
      }),
    )
  })

  test('however many and strange the paths, an entry has one line for each, none of them at the margin', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 15, size: 'max' }), (paths) => {
        const different = new Set(paths).size
        const [first, ...more] = bodyOf(changeLines(changesOf(paths), 10))
        expect(first).toBe(`- Changes: ${different} file(s)`)
        expect(more).toHaveLength(Math.min(different, 10) + (different > 10 ? 1 : 0))
        for (const line of more) expect(line).toMatch(/^ {2}- ./)
        if (different > 10) expect(more.at(-1)).toBe(`  - (+${different - 10} more)`)
      }),
      { numRuns: 300 },
    )
  })

  test('two different paths never look the same', () => {
    fc.assert(fc.property(hostile, hostile, (one, other) => (pathText(one) === pathText(other)) === (one === other)))
    for (const name of AWKWARD_NAMES) expect(pathText(pathText(name)) === pathText(name)).toBe(pathText(name) === name)
    const shown = AWKWARD_NAMES.map(pathText)
    expect(new Set(shown).size).toBe(AWKWARD_NAMES.length)
  })

  test('ordinary paths stand as they are, others in quotes with what is invisible spelled out', () => {
    for (const plain of ['a.ts', 'with space.ts', 'ünïcödé.ts', '日本語.ts', 'emoji 😀.ts', "single'.ts", '#hash.ts', '?? x.ts'])
      expect(pathText(plain)).toBe(plain)
    expect(pathText('new\nline.ts')).toBe('"new\\nline.ts"')
    expect(pathText('\u202etxt.exe')).toBe('"\\u202etxt.exe"')
    expect(pathText('quote".ts')).toBe('"quote\\".ts"')
    expect(pathText('back\\slash.ts')).toBe('"back\\\\slash.ts"')
    // A bullet of its own, or the count of further files, must not be forged by a name.
    expect(['-rf', '(+3 more)', ' leading', 'trailing ', ''].map(pathText)).toEqual(['"-rf"', '"(+3 more)"', '" leading"', '"trailing "', '""'])
  })

  test('paths are sorted by code point, each once', () => {
    expect(changeLines(changesOf(['\u{1f600}', '\uff5e', 'b', 'B', 'b', 'a']), 10)).toEqual([
      '- Changes: 5 file(s)',
      '  - B',
      '  - a',
      '  - b',
      '  - \uff5e',
      '  - \u{1f600}',
    ])
  })
})
