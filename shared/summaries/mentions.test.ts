import { expect, suite, test } from 'vitest'
import { mentionsOf } from './mentions.ts'

const NAMED: readonly (readonly [text: string, commits: readonly string[], paths: readonly string[]])[] = [
  ['Fixed in a1b2c3d.', ['a1b2c3d'], []],
  ['commit deadbee broke it', ['deadbee'], []],
  ['the word deadbee alone', [], []],
  ['reverted 1234567', ['1234567'], []],
  ['room 1234567', [], []],
  ['sha256: a1b2c3d4e5', [], []],
  ['image a1b2c3d4e5f6', [], []],
  ['id 0b5a1c2d-77aa-4e5f-8a1b-1234567890ab', [], []],
  ['color #a1b2c3d', [], []],
  ['at https://x.example/a1b2c3d/src/a.ts', [], []],
  ['see `src/a.ts`, and (lib/b.test.ts).', [], ['src/a.ts', 'lib/b.test.ts']],
  ['src/a.ts:12:5 fails', [], ['src/a.ts']],
  ['./src/a.ts and .github/workflows/x.yml', [], ['src/a.ts', '.github/workflows/x.yml']],
  ['parser.py is slow', [], ['parser.py']],
  ['Node.js 24, example.com, e.g. v1.2.3', [], []],
  ['TCP/IP and/or read/write 1/2', [], []],
  ['github.com/a/b.git', [], []],
  ['../up/x.ts and /etc/hosts.conf and ~/x/y.ts', [], []],
  ['-I/usr/x.h', [], []],
]

suite('shared/summaries/mentions', () => {
  for (const [text, commits, paths] of NAMED) {
    test(JSON.stringify(text), () => expect(mentionsOf(text)).toEqual({ commits, paths }))
  }

  test('a line is looked at up to a bound, and names at most so many', () => {
    expect(mentionsOf(`${'x '.repeat(1_000)} src/late.ts`)).toEqual({ commits: [], paths: [] })
    expect(mentionsOf(Array.from({ length: 100 }, (_, n) => `s/${n}a.ts`).join(' ')).paths).toHaveLength(20)
    expect(mentionsOf(Array.from({ length: 100 }, (_, n) => `a${1_000_000 + n}`).join(' ')).commits).toHaveLength(20)
  })
})
