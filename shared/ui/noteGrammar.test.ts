import { expect, suite, test } from 'vitest'
import { noteKind, spelledNote } from './noteGrammar.ts'

suite('shared/ui/noteGrammar', () => {
  const TABLE: readonly [text: string, kind: ReturnType<typeof noteKind>, spelled: string][] = [
    ['/d use atomic rename', 'decision', 'Decision: use atomic rename'],
    ['/i  a cache', 'idea', 'Idea: a cache'],
    ['/n write the test', 'next', 'Next: write the test'],
    ['Decision: use it', 'decision', 'Decision: use it'],
    ['decision:use it', 'decision', 'Decision: use it'],
    ['NEXT: more\nlines', 'next', 'Next: more\nlines'],
    ['/d', null, '/d'],
    ['/x what', null, '/x what'],
    ['a decision: later', null, 'a decision: later'],
    ['nextday: no', null, 'nextday: no'],
    ['', null, ''],
  ]
  for (const [text, kind, spelled] of TABLE) test(JSON.stringify(text), () => expect([noteKind(text), spelledNote(text)]).toEqual([kind, spelled]))
})
