/** The answer around a content: what is measured, what was asked to be left out, and what has changed since a cursor. */
import { createHash } from 'node:crypto'
import type { Context, ContextChanges, Sections } from '../../shared/domain/context.ts'
import type { Content } from './compose.ts'
import { type Cursor, writeCursor } from './cursor.ts'
import { legacyContext } from './legacyShape.ts'
import type { ContextRequest, NamedOutcome } from './request.ts'
import { viewOf } from './roleViews.ts'
import type { ContextPlace } from './source.ts'
import type { LegacyFacts } from './sources/legacySource.ts'
import type { Missed, SinceRequest } from './sources/since.ts'

export interface Answering {
  readonly request: ContextRequest
  readonly place: ContextPlace
  readonly outcomes: readonly NamedOutcome[]
  readonly content: Content
  readonly legacy: LegacyFacts | null
  readonly cursor: Cursor | null
  /** Monotonic, ms. */
  readonly began: number
  /** Wall clock, ms. */
  readonly now: number
}

export async function answer(answering: Answering, missed: (since: Omit<SinceRequest, 'signal'>) => Promise<Missed>): Promise<Context> {
  const { request, place, outcomes, content, legacy, cursor, began, now } = answering
  const { role = '', format } = request
  const same = request.if_revision === content.revision
  const changes = cursor === null ? {} : { changes: await changesSince(answering, cursor, missed) }
  const dictionary =
    format === 'legacy' ? { legacy: legacyContext({ role: request.role ?? null, task: request.task ?? '', data: content.data, facts: legacy, now }) } : {}
  const end = performance.now()
  return {
    revision: content.revision,
    not_modified: same,
    generated_at: new Date(now).toISOString(),
    age_ms: Math.round(Math.max(0, ...outcomes.map(({ outcome }) => (outcome.found === null ? 0 : end - outcome.found.checkedAt)))),
    stale: outcomes.some(({ outcome }) => outcome.found?.stale === true),
    partial: outcomes.some(({ outcome }) => outcome.state !== 'ok'),
    elapsed_ms: Math.round((end - began) * 10) / 10,
    cursor: writeCursor(cursorOf(answering)),
    repo: place.git === null ? null : place.root,
    session: place.session,
    role: role === '' ? 'general' : role,
    role_focus: viewOf(role).focus,
    sections: same ? {} : sectionsOf(answering, { withData: format === 'json' || format === 'both', end }),
    markdown: same || format === 'json' || format === 'legacy' ? '' : content.markdown,
    truncated: [...content.truncated],
    ...changes,
    ...dictionary,
  }
}

function sectionsOf({ outcomes, content, now }: Answering, { withData, end }: { withData: boolean; end: number }): Sections {
  const told = outcomes.map(({ name, outcome }) => {
    const { state, ms, found, error } = outcome
    const observed_at = found === null ? null : Math.round(now - (end - found.observedAt))
    const data = withData && content.data[name] !== undefined ? { data: content.data[name] } : {}
    return [name, { ok: state === 'ok', state, ms, observed_at, stale: found?.stale ?? false, ...(error === null ? {} : { error }), ...data }] as const
  })
  // Each source's data has the type of its name: the table of sources says so.
  return Object.fromEntries(told) as Sections
}

function cursorOf({ place, content, cursor, now }: Answering): Cursor {
  const before = cursor?.place === placeMark(place) ? cursor.seq : 0
  return { place: placeMark(place), seq: Math.max(before, content.seq), head: content.data.git?.head ?? null, at: now, marks: content.marks }
}

/** Stands for the repository and the session, so that a cursor of another one is known as such. */
function placeMark({ root, session }: ContextPlace): string {
  return createHash('sha256')
    .update(`${root}\0${session?.id ?? ''}`)
    .digest('hex')
    .slice(0, 12)
}

async function changesSince(answering: Answering, cursor: Cursor, missed: (since: Omit<SinceRequest, 'signal'>) => Promise<Missed>): Promise<ContextChanges> {
  const { place, outcomes, content } = answering
  if (cursor.place !== placeMark(place))
    return { gap: true, sections: outcomes.map(({ name }) => name), entries: [], more_entries: false, commits: null, files: [] }
  const head = { before: cursor.head, now: content.data.git?.head ?? null }
  const { entries, moreEntries, commits } = await missed({ seq: cursor.seq, head })
  const sections = outcomes.map(({ name }) => name).filter((name) => content.marks[name] !== cursor.marks[name])
  const files = (content.data.files?.recent ?? []).filter(({ changed_at }) => changed_at > cursor.at).map(({ path }) => path)
  return { gap: false, sections, entries: [...entries], more_entries: moreEntries, commits, files }
}
