import { expect, suite, test } from 'vitest'
import { attribute, type Evidence, type Seen } from './attribution.ts'

const word = (sessionId: string, path = 'a.ts', at = 1_000): Evidence => ({ path, sessionId, at })
const seen = (own: Partial<Seen> = {}): Seen => ({ path: 'a.ts', at: 1_000, sessionIds: ['s1'], watched: true, evidence: [], ...own })

/** name, what was seen, what may be said of it for session s1 */
const TABLE: readonly [name: string, seen: Seen, source: string][] = [
  ['the only session that records', seen(), 'session'],
  ['one of several sessions', seen({ sessionIds: ['s1', 's2'] }), 'ambiguous'],
  ['nobody watched', seen({ watched: false }), 'unknown'],
  ['a hook said so', seen({ evidence: [word('s1')] }), 'agent'],
  ['a hook said so, of several sessions', seen({ sessionIds: ['s1', 's2'], evidence: [word('s1')] }), 'agent'],
  ['a hook said so, though nobody watched', seen({ watched: false, evidence: [word('s1')] }), 'agent'],
  ['a hook named another session', seen({ evidence: [word('s2')] }), 'ambiguous'],
  ['a hook spoke of another path', seen({ evidence: [word('s1', 'b.ts')] }), 'session'],
  ['a hook spoke too long ago', seen({ at: 11_001, evidence: [word('s1')] }), 'session'],
  ['a hook spoke ten seconds later', seen({ evidence: [word('s1', 'a.ts', 11_000)] }), 'agent'],
]

suite('main/sessions/attribution', () => {
  for (const [name, what, source] of TABLE) test(`${name}: ${source}`, () => expect(attribute(what, 's1')).toBe(source))
})
