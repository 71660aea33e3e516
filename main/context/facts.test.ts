import { expect, suite, test } from 'vitest'
import type { FactKind } from '../../shared/domain/contextData.ts'
import { recall } from './facts.ts'

const entry = (kind: string, ...lines: string[]) => recall({ id: 'e1', session: 'B-1', at: 5, kind, lines })

/** What an entry says, what it is, and whether it tells of something that did not go well. */
const NOTES: readonly (readonly [text: string, kind: FactKind, failed?: boolean])[] = [
  ['Decision: keep the old format', 'decision'],
  ['⚖ decision: use SQLite', 'decision'],
  ["We'll use SQLite", 'decision'],
  ['decided to keep it', 'decision'],
  ['undecided yet', 'note'],
  ['Blocked by the API', 'blocker'],
  ['waiting, blocked on review', 'blocker'],
  ['Question: does it need a lock', 'question'],
  ['why does it hang?', 'question'],
  ['TODO: write the test', 'plan'],
  ['Next: mend the parser', 'plan'],
  ['Planning the release', 'plan'],
  ['planet of the apes', 'note'],
  ['Idea: fold the two', 'idea'],
  ['▶ npm test (exit 1, 3.2s)', 'command', true],
  ['▶ npm test (exit 0, 3.2s)', 'command', false],
  ['$ make', 'command', false],
  ['Tests pass: 12 of 12', 'result', false],
  ['Tests failed: 3 of 12', 'result', true],
  ['Tests: 0 failed, all green', 'result', false],
  ['Error: cannot open', 'error', true],
  ['🗣 prompt: mend it', 'prompt'],
  ['✎ edit src/a.ts +3 −1', 'edit'],
  ['Session started', 'state'],
  ['Branch: main', 'state'],
  ['Commit 1234567: subject', 'commit'],
  ['just a note on src/a.ts', 'note'],
]

suite('main/context/facts', () => {
  for (const [text, kind, failed = false] of NOTES) {
    test(`"${text}" is ${kind}${failed ? ', and failed' : ''}`, () => expect(entry('note', `- ${text}`)).toMatchObject({ kind, failed }))
  }

  test('what the record says it is counts before how it reads', () => {
    expect(entry('stop', '- Decision: stop')).toMatchObject({ kind: 'state' })
    expect(entry('commit', '- Commit 1234567: Decision: x')).toMatchObject({ kind: 'commit' })
    expect(entry('of a later version', '- Decision: x')).toMatchObject({ kind: 'decision' })
  })

  test('an entry about changes names its files, without how many more and where they came from', () => {
    const lines = ['- Changes: 14 file(s)', '  - src/a.ts', '  - b c.ts (renamed from old.ts)', '  - (+11 more)']
    expect(entry('change', ...lines)?.paths).toEqual(['src/a.ts', 'b c.ts'])
  })

  test('a note names what looks like a path of the repository, and nothing outside of it', () => {
    expect(entry('note', '- see src/a.ts, ./docs/x.md and parser.ts; not https://x.org/a.ts, /etc/passwd, ../../up.ts, 3.14 or "e.g."')?.paths).toEqual([
      'src/a.ts',
      'docs/x.md',
      'parser.ts',
    ])
  })

  test('later lines of a note belong to it', () => expect(entry('note', '- Decision: x', '  because of y')?.text).toBe('Decision: x / because of y'))

  test('an entry with nothing readable in it is none', () => expect([entry('note', '- '), entry('note')]).toEqual([null, null]))
})
