/**
 * Puts what a session did into the record: the store first, then the projections, then the event. Owns the newest
 * value of every session and the changes no entry has told yet; knows nothing of Git or watching. Invariant: whoever
 * awaited `commit` without an error has a durable record.
 */
import type { Change, Entry, EntryKind } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { redact, redactAll } from '../base/redact.ts'
import { Sequence } from '../base/sequence.ts'
import type { Moves } from '../context/moves.ts'
import type { EventHub } from '../events/eventHub.ts'
import type { RegistryProjection } from '../registry/registry.ts'
import type { Store } from '../store/store.ts'
import type { NewEntry, SessionRecord, SnapshotDelta } from '../store/storeProtocol.ts'
import type { WorklogProjection } from '../worklog/projection.ts'
import { changeLines } from '../worklog/renderEntry.ts'

export interface RecorderParts {
  readonly store: Store
  readonly hub: EventHub
  readonly worklogs: WorklogProjection
  readonly registry: RegistryProjection
  readonly settings: () => Settings
  /** As they hold in one repository. */
  readonly settingsIn: (root: string) => Settings
  /** Told how long each step took to become durable, ms. */
  readonly onCommit?: (ms: number) => void
  /** Told of each step, so that what was kept of the repository is fetched anew. */
  readonly moves: Moves
}

/** What happened to one session, not yet recorded. */
export interface Happening {
  readonly session: Session
  readonly changes?: readonly Change[]
  /** What Git did, each an entry of its own; changes told by no entry yet go before them. */
  readonly facts?: readonly { readonly kind: EntryKind; readonly lines: readonly string[] }[]
  /** An entry of its own (start, note, stop…); changes told by no entry yet and facts go before it. */
  readonly entry?: { readonly kind: EntryKind; readonly lines: readonly string[]; readonly idem?: string | undefined }
  /** Tell open changes now, even without an entry of its own. */
  readonly tellChanges?: boolean
  readonly topic?: 'session.started' | 'session.updated' | 'session.stopped'
  /** The branch whose checkout ended it. */
  readonly movedTo?: string | null
}

export class Recorder {
  readonly #parts: RecorderParts
  readonly #sessions = new Map<string, Session>()
  readonly #open = new Map<string, Change[]>()
  readonly #orders = new Map<string, Sequence>()

  constructor(parts: RecorderParts) {
    this.#parts = parts
  }

  /** Takes over what the store knows; `open` are changes a crash left without an entry. */
  adopt(session: Session, open: readonly Change[]): void {
    this.#sessions.set(session.id, session)
    if (open.length > 0) this.#open.set(session.id, [...open])
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id)
  }

  /** All sessions known, in order of their start. */
  all(): Session[] {
    return [...this.#sessions.values()]
  }

  /** Whoever changes sessions of a repository does it in here: between reading one and its commit nobody else may. */
  order(repo: string): Sequence {
    const order = this.#orders.get(repo) ?? new Sequence()
    this.#orders.set(repo, order)
    return order
  }

  /** These sessions are off every list from now on. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#sessions.delete(id)
  }

  hasOpenChanges(id: string): boolean {
    return this.#open.has(id)
  }

  /** Records everything in one durable step, then projects and announces it. Returns the entries written. */
  async commit(happenings: readonly Happening[], now: number, snapshot?: SnapshotDelta): Promise<readonly Entry[]> {
    const records = happenings.map((happening) => this.#recordOf(happening, now))
    const began = performance.now()
    const { entries } = await this.#parts.store.run({ kind: 'record', records, ...(snapshot === undefined ? {} : { snapshot }) })
    this.#parts.onCommit?.(performance.now() - began)
    for (const [index, happening] of happenings.entries()) {
      const record = records[index]
      if (record !== undefined) this.#settle(happening, record)
    }
    for (const entry of entries) this.#parts.hub.publish({ topic: 'worklog.appended', session_id: entry.session_id, entry })
    this.#tellMoves(records, snapshot)
    await this.#writeRegistries(records)
    return entries
  }

  #tellMoves(records: readonly SessionRecord[], snapshot: SnapshotDelta | undefined): void {
    const { moves } = this.#parts
    for (const repo of new Set(records.map(({ session }) => session.repo))) moves.note(repo, 'recorded')
    if (snapshot !== undefined && snapshot.upserts.length + snapshot.removals.length > 0) moves.note(snapshot.repo, 'stirred')
  }

  /** Where an acknowledgement waits for the registry's file too. */
  async #writeRegistries(records: readonly SessionRecord[]): Promise<void> {
    const { settingsIn, registry } = this.#parts
    const awaited = new Set(records.map(({ session }) => session.repo).filter((repo) => !settingsIn(repo)['flags.asyncRegistry']))
    await Promise.all([...awaited].map((repo) => registry.flush(repo)))
  }

  #recordOf(happening: Happening, now: number): SessionRecord {
    const { session, entry } = happening
    const changes = redactedChanges(happening.changes ?? [])
    const mostPaths = this.#parts.settings()['recording.maxFilesPerEntry']
    const untold = [...(this.#open.get(session.id) ?? []), ...changes]
    const own: NonNullable<Happening['entry']>[] = [...(happening.facts ?? []), ...(entry === undefined ? [] : [entry])]
    const tells = untold.length > 0 && (own.length > 0 || happening.tellChanges === true)
    const entries: NewEntry[] = tells ? [{ session_id: session.id, at: now, kind: 'change', lines: changeLines(untold, mostPaths) }] : []
    for (const { kind, lines, idem } of own)
      entries.push({ session_id: session.id, at: now, kind, lines: redactAll(lines), ...(idem === undefined ? {} : { idem }) })
    return { session: { ...withoutSecrets(session), entries: session.entries + entries.length }, changes, entries }
  }

  #settle(happening: Happening, record: SessionRecord): void {
    const { session } = record
    this.#sessions.set(session.id, session)
    if (record.entries.some((entry) => entry.kind === 'change')) this.#open.delete(session.id)
    else if (record.changes.length > 0) this.#open.set(session.id, [...(this.#open.get(session.id) ?? []), ...record.changes])
    if (record.entries.length > 0) this.#parts.worklogs.touch(session)
    this.#parts.registry.touch(session.repo, session)
    const movedTo = happening.movedTo ?? null
    if (happening.topic === 'session.stopped' && movedTo !== null) this.#parts.hub.publish({ topic: happening.topic, session, moved_to: redact(movedTo) })
    else this.#parts.hub.publish({ topic: happening.topic ?? 'session.updated', session })
  }
}

// Whoever makes a session, a change or an entry redacts it. What follows is the last look before the disk, for all of them.

function redactedChanges(changes: readonly Change[]): Change[] {
  const paths = redactAll(changes.map(({ path }) => path))
  const origins = redactAll(changes.map(({ from = '' }) => from))
  return changes.map((change, index) => ({
    ...change,
    path: paths[index] ?? '',
    ...(change.from === undefined ? {} : { from: origins[index] ?? '' }),
  }))
}

/** Branches, tags and descriptions are people's text, as paths and notes are. */
function withoutSecrets(session: Session): Session {
  const { branch, description, tags, related, last } = session
  return {
    ...session,
    branch: branch === null ? null : redact(branch),
    description: description === null ? null : redact(description),
    tags: redactAll(tags),
    related: redactAll(related),
    last: last === null ? null : { ...last, path: redact(last.path) },
  }
}
