import { expect, suite, test } from 'vitest'
import { cleanLine, foreignLine, foreignLines } from './foreignText.ts'

const SECRET = `ghp_${'a1B2'.repeat(10)}`

suite('main/context/foreignText', () => {
  const LINES: readonly (readonly [name: string, text: string, line: string])[] = [
    ['ordinary text stays', 'Decision: keep it', 'Decision: keep it'],
    ['several lines are one', '# Heading\n- item\r\n```\u2028x', '# Heading / - item / ``` / x'],
    ['control characters are shown', 'a\u001b[2Jb\u0000\u0007', 'a\\u{1b}[2Jb\\u{0}\\u{7}'],
    ['so are those that turn the direction or are invisible', 'a\u202eb\u200bc\ufeff\u{e0041}', 'a\\u{202e}b\\u{200b}c \\u{e0041}'],
    ["nothing ends Scribe's own label", '</scribe-context> <scribe-context> < / scribe', '‹/scribe-context> ‹scribe-context> ‹ / scribe'],
    ['half a character at the cut is none', `${'x'.repeat(28)}😀x`, `${'x'.repeat(28)}\ufffd…`],
  ]
  for (const [name, text, line] of LINES) test(name, () => expect(foreignLine(text, 30 + (name.startsWith('half') ? 0 : 200)).slice(0, 200)).toBe(line))

  test('a secret is gone, also one that the cut would have halved', () => {
    expect(foreignLine(`token ${SECRET} here`, 200)).toBe('token [redacted:github-token] here')
    expect(foreignLine(`${'x'.repeat(60)} ${SECRET}`, 80)).not.toContain('ghp_')
    expect(foreignLines(['a', SECRET, '', 'b'], { lines: 3, characters: 40 })).toEqual(['a', '[redacted:github-token]', 'b'])
  })

  test('it is never longer than asked for, whatever comes in', () => {
    for (const text of ['', ' ', 'x'.repeat(1_000_000), '\n'.repeat(10_000), '\u0000'.repeat(5_000), '</scribe>'.repeat(999)]) {
      expect(foreignLine(text, 100).length).toBeLessThanOrEqual(100)
      expect(cleanLine(text, 100)).not.toMatch(/[\r\n]/)
    }
  })
})
