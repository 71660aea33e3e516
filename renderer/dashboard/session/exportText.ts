/**
 * A session as text to take along: its worklog as Markdown, everything as JSON, a row an entry as CSV. Pure. In CSV no field is taken
 * for a formula by a spreadsheet, whatever somebody wrote into the worklog.
 */
import type { Entry } from '../../../shared/domain/entry.ts'
import { localTime } from '../../../shared/domain/localTime.ts'
import type { Session } from '../../../shared/domain/session.ts'

export const FORMATS = ['markdown', 'json', 'csv'] as const
export type Format = (typeof FORMATS)[number]

const ENDINGS: Readonly<Record<Format, string>> = { markdown: 'md', json: 'json', csv: 'csv' }

/** `entries` are oldest first. */
export function exportText(format: Format, session: Session, entries: readonly Entry[]): string {
  switch (format) {
    case 'markdown':
      return [`# Worklog ${session.backlog_id}`, ...entries.flatMap(({ at, lines }) => ['', `## ${localTime(at)}`, '', ...lines]), ''].join('\n')
    case 'json':
      return `${JSON.stringify({ session, entries }, null, 2)}\n`
    case 'csv':
      return [HEAD, ...entries.map(csvRow)].map((row) => `${row.map(field).join(',')}\r\n`).join('')
  }
}

/** What the file is called at first. */
export function exportName(format: Format, session: Session): string {
  const id = session.backlog_id.replace(/[^\p{L}\p{N}._-]/gu, '-').slice(0, 60)
  return `${id} worklog.${ENDINGS[format]}`
}

const HEAD = ['number', 'time', 'kind', 'text']

function csvRow({ seq, at, kind, lines }: Entry): string[] {
  return [String(seq), new Date(at).toISOString(), kind, lines.map((line) => line.replace(/^ *- /, '')).join('\n')]
}

function field(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
