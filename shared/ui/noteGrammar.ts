/**
 * The small grammar of a quick note: a leading word, or its short form, says what kind of note it is. Pure. What is written
 * into the worklog keeps the words that the Python program's readers look for (`Decision: …`).
 */

export type NoteKind = 'decision' | 'idea' | 'next'

const WORDS: Readonly<Record<NoteKind, string>> = { decision: 'Decision', idea: 'Idea', next: 'Next' }
const SHORT: Readonly<Record<string, NoteKind>> = { '/d': 'decision', '/i': 'idea', '/n': 'next' }

/** What kind of note this is going to be, `null` for a plain one. */
export function noteKind(text: string): NoteKind | null {
  const short = /^(\/[din])\s/.exec(text)?.[1]
  if (short !== undefined) return SHORT[short] ?? null
  const word = /^(decision|idea|next):/i.exec(text)?.[1]?.toLowerCase()
  return word === 'decision' || word === 'idea' || word === 'next' ? word : null
}

/** The note as it goes into the worklog: its kind spelled out, everything else as it was written. */
export function spelledNote(text: string): string {
  const kind = noteKind(text)
  return kind === null ? text : `${WORDS[kind]}: ${text.replace(/^(?:\/[din]\s|[a-z]+:)\s*/i, '')}`
}
