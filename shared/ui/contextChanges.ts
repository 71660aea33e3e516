/** What has changed since an earlier context, as lines of text: for the command, for agents that ask, for agents that are told. Pure. */
import type { ContextChanges } from '../domain/context.ts'

/** One line at least. */
export function changeLines({ gap, sections, entries, more_entries, commits, files }: ContextChanges): string[] {
  if (gap) return ['That cursor is of another repository or session: everything may have changed.']
  if (sections.length === 0) return ['Nothing has changed.']
  return [
    `Changed: ${sections.join(', ')}.`,
    ...(commits ?? []).map(({ id, subject }) => `  commit ${id.slice(0, 9)} ${subject}`),
    ...entries.map(({ session, text }) => `  ${session}: ${text}`),
    ...(more_entries ? ['  There are earlier entries too.'] : []),
    ...files.map((path) => `  ${path}`),
  ]
}
