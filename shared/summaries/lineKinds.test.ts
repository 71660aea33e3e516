import { expect, suite, test } from 'vitest'
import { kindOfLine, type LineKind } from './lineKinds.ts'

const SAID: readonly (readonly [line: string, kind: LineKind | null, text?: string])[] = [
  ['Decision: keep the old format', 'decision', 'keep the old format'],
  ['decision:keep it', 'decision', 'keep it'],
  ['**Decision:** keep it', 'decision', 'keep it'],
  ['⚖ decision: use SQLite', 'decision', 'use SQLite'],
  ['We decided to keep the old format', 'decision', 'We decided to keep the old format'],
  ["We'll use SQLite", 'decision'],
  ['New idea: cache the registry', 'idea', 'cache the registry'],
  ['What if we cached the registry?', 'idea'],
  ['Blocked by the missing key', 'blocker'],
  ['Waiting for the review', 'blocker'],
  ['Implemented the parser', 'done'],
  ['Done: the parser', 'done', 'the parser'],
  ['[x] the parser', 'done', 'the parser'],
  ['[ ] the lexer', 'plan', 'the lexer'],
  ['Working on the lexer', 'doing'],
  ['WIP: the lexer', 'doing', 'the lexer'],
  ['Next: write the docs', 'plan', 'write the docs'],
  ['> Next steps: write the docs', 'plan', 'write the docs'],
  ['Need to write the docs', 'plan'],
  ['src/EnhancedIdea.ts', null],
  ['lib/proposed/decided.ts', null],
  ['- padded with zeros', null],
  ['idea://x', null],
  ['decision:', null],
  ['the decision: it was made elsewhere', null],
  ['Ideation is hard', null],
  ['nothing that says anything', null],
  ['', null],
]

suite('shared/summaries/lineKinds', () => {
  for (const [line, kind, text] of SAID) {
    test(`${JSON.stringify(line)} is ${kind ?? 'nothing of itself'}`, () => {
      const found = kindOfLine(line)
      expect(found?.kind ?? null).toBe(kind)
      if (text !== undefined) expect(found?.text).toBe(text)
    })
  }
})
