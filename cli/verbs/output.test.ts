import { expect, suite, test } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { ago, formatAnswer, formatFailure, visible } from './output.ts'

const WORDS = { json: false, colour: false }
const JSON_FORM = { json: true, colour: false }

suite('cli/verbs/output', () => {
  test('ordinary text of any language stays as it is', () => {
    for (const text of ['a.ts', 'tab\there', 'ünïcödé 日本語 😀', '']) expect(visible(text)).toBe(text)
  })

  const HOSTILE: readonly [name: string, text: string, shown: string][] = [
    ['a line end', 'a\nb\r', 'a\\u000ab\\u000d'],
    ['a terminal command', '\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
    ['a one-byte terminal command', '\u009b31m', '\\u009b31m'],
    ['reversed text', '\u202etxt.exe', '\\u202etxt.exe'],
    ['isolated text', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['what nobody sees', 'a\u200bb\ufeff\u0000\u007f', 'a\\u200bb\\ufeff\\u0000\\u007f'],
    ['other line ends', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['invisible tags', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
  ]
  for (const [name, text, shown] of HOSTILE) test(`${name} is shown escaped`, () => expect(visible(text)).toBe(shown))

  test('a line is bounded', () => {
    expect(visible('x'.repeat(1_000_000))).toHaveLength(4096)
  })

  test('an answer is lines for people, one versioned object for programs', () => {
    const answer = { lines: ['one', 'two\u001b'], json: { session: { id: 's' }, text: 'a\u001b\n' } }
    expect(formatAnswer(answer, WORDS)).toBe('one\ntwo\\u001b\n')
    expect(formatAnswer(answer, JSON_FORM)).toBe('{"v":1,"ok":true,"session":{"id":"s"},"text":"a\\u001b\\n"}\n')
  })

  test('colours stand around the text, never in it, and only when asked for', () => {
    const answer = { lines: [['  ', { style: 'good' as const, text: 'live\u001b[0m' }, ' x']], json: {} }
    expect(formatAnswer(answer, WORDS)).toBe('  live\\u001b[0m x\n')
    expect(formatAnswer(answer, { json: false, colour: true })).toBe('  \u001b[32mlive\\u001b[0m\u001b[0m x\n')
  })

  test('what must be exact is printed as it is, in place of lines', () => {
    const answer = { lines: ['for people'], exact: '{\n  "a": "\\u001b"\n}', json: { a: 1 } }
    expect(formatAnswer(answer, WORDS)).toBe('{\n  "a": "\\u001b"\n}')
    expect(formatAnswer(answer, JSON_FORM)).toBe('{"v":1,"ok":true,"a":1}\n')
  })

  test('a refusal is its sentence, or its code and sentence', () => {
    const error = new ScribeError('repo.notGit', 'No repository\u001b here.')
    expect(formatFailure(error, false)).toBe('scribe: No repository\\u001b here.\n')
    expect(JSON.parse(formatFailure(error, true))).toEqual({ v: 1, ok: false, error: { code: 'repo.notGit', message: 'No repository\u001b here.' } })
  })

  test('a bug keeps its stack for people and says only its message to programs', () => {
    expect(formatFailure(new TypeError('x is undefined'), false)).toMatch(/^scribe: x is undefined\nTypeError: x is undefined\n {4}at /)
    expect(JSON.parse(formatFailure(new TypeError('x'), true))).toEqual({ v: 1, ok: false, error: { code: 'internal', message: 'x' } })
    expect(formatFailure('thrown text', false)).toBe('scribe: thrown text\n')
    const bare = new Error('no stack')
    delete bare.stack
    expect(formatFailure(bare, false)).toBe('scribe: no stack\n\n')
  })

  const AGES: readonly [ms: number, shown: string][] = [
    [-5_000, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 m'],
    [3_599_999, '59 m'],
    [3_600_000, '1 h'],
    [86_399_999, '23 h'],
    [86_400_000, '1 d'],
    [864_000_000, '10 d'],
  ]
  for (const [ms, shown] of AGES) test(`${ms} ms ago is ${shown}`, () => expect(ago(ms)).toBe(shown))
})
