/**
 * What is known of one repository's registry file: our records, the versions of them that stood in the file, and what
 * other programs registered. Pure state, no files. Invariant: a record leaves it only by the clean-up rule or a verb;
 * that a file was empty, torn or stale never removes one.
 */
import { isLeftOver, parsePythonTime } from './cleanup.ts'
import { certainPart, followable, type RecordEdit, sameRecord, smallestEdit, withEdit } from './recordEdit.ts'
import { RecordVersions } from './recordVersions.ts'
import type { RegistryRecord } from './registryShape.ts'

/**
 * A Python verb loads, changes and saves within some ten milliseconds; what it wrote this soon after a version of ours
 * may still know only the one before. Longer for a long file (`BYTES_PER_MS`), and while another program is busy with the
 * file: then each of its saves may meet a change of ours.
 */
const HELD_MS = 250
const BYTES_PER_MS = 4_000
const BUSY_HELD_MS = 3_000
/** So many writes by others within so many ms are no single verb. */
const BUSY_WRITES = 3
const BUSY_WITHIN_MS = 2_000

/** One copy of the file, as some program left it. */
export interface Reading {
  readonly records: ReadonlyMap<string, RegistryRecord>
  /** A registry that could be read in full; else what is missing in it says nothing. */
  readonly whole: boolean
  /** Byte for byte what this program wrote last. */
  readonly ours: boolean
  /** When it was written, ms since 1970, and how long it is. */
  readonly writtenAt: number
  readonly bytes: number
  /** Of a copy written into a file that was replaced meanwhile: what stood there before. Only differences to it count. */
  readonly base: ReadonlyMap<string, RegistryRecord> | null
}

/** What stands in the file, and how much of what had come in it says. */
export interface Standing {
  readonly records: ReadonlyMap<string, RegistryRecord>
  readonly changes: number
}

/** Somebody edited one of our sessions, or cleaned it up (`null`). */
export interface SessionEdit {
  readonly key: string
  readonly edit: RecordEdit | null
  /** For `settle`. */
  readonly token: number
}

/** A record in a copy, and what is known of the copy. */
interface Found {
  readonly key: string
  readonly theirs: RegistryRecord
  readonly reading: Reading
  readonly stale: ReadonlySet<string>
  readonly now: number
}

export class RegistryMemory {
  readonly #own = new Map<string, RegistryRecord>()
  readonly #foreign = new Map<string, RegistryRecord>()
  readonly #versions = new Map<string, RecordVersions>()
  /** Edits that the sessions have not taken over yet. */
  readonly #pending = new Map<string, { readonly edit: RecordEdit; readonly token: number }>()
  /** Keys whose next version takes over an edit. */
  readonly #edits = new Set<string>()
  #writesByOthers: readonly number[] = []
  /** Keys taken off by the clean-up: their old records in the file are none to be kept. */
  readonly #cleaned = new Set<string>()
  #looked = false
  /** Counts what has come in, and how much of that the file says. */
  #changes = 1
  #said = 0
  #token = 0
  #pid = 0
  #order: readonly string[] = []

  /** Those of our records that have changed, and the process that watches now. */
  update(records: Iterable<readonly [key: string, record: RegistryRecord]>, pid: number): void {
    this.#changes++
    const others = this.#pid === pid ? [] : [...this.#own]
    for (const [key, record] of [...others, ...records]) this.#own.set(key, { ...record, pid })
    this.#pid = pid
  }

  /** Takes off what the clean-up rule names at `now`, whoever made it; the keys. */
  cleanUp(now: number): string[] {
    this.#changes++
    const keys = [...this.wanted()].filter(([, record]) => isLeftOver(record, now)).map(([key]) => key)
    for (const key of keys) {
      this.#drop(key)
      this.#cleaned.add(key)
    }
    return keys
  }

  get changes(): number {
    return this.#changes
  }

  /** Whether something has come in that the file does not say. */
  get isChanged(): boolean {
    return this.#changes !== this.#said
  }

  get hasPending(): boolean {
    return this.#pending.size > 0
  }

  /** The session has taken this edit over, or never will. */
  settle(key: string, token: number): void {
    if (this.#pending.get(key)?.token !== token) return
    this.#pending.delete(key)
    this.#changes++
  }

  /** Takes in what another program may have written. Returns what it did to our sessions. */
  read(reading: Reading, now: number): SessionEdit[] {
    this.#changes++
    if (!reading.ours && !this.#writesByOthers.includes(reading.writtenAt)) {
      this.#writesByOthers = [...this.#writesByOthers, reading.writtenAt].slice(-BUSY_WRITES)
    }
    const stale = this.#staleKeys(reading, now)
    const gone = reading.whole ? this.#takeGone(reading, now) : []
    const edits = [...reading.records].flatMap(([key, theirs]) => this.#take({ key, theirs, reading, stale, now }))
    if (reading.base === null) this.#order = [...reading.records.keys()]
    this.#looked = true
    return [...gone, ...edits]
  }

  /** What should stand in the file: in the order it has, new ones last. */
  wanted(): Map<string, RegistryRecord> {
    const all = new Map<string, RegistryRecord>()
    for (const key of [...this.#order, ...this.#foreign.keys(), ...this.#own.keys()]) {
      const record = this.#patched(key) ?? this.#foreign.get(key)
      if (record !== undefined) all.set(key, record)
    }
    return all
  }

  /** These records stand in the file since `now`. */
  wrote({ records, changes }: Standing, now: number): void {
    this.#said = changes
    this.#order = [...records.keys()]
    for (const key of this.#own.keys()) {
      const record = records.get(key)
      const versions = this.#versions.get(key) ?? new RecordVersions()
      if (record === undefined) continue
      versions.add(record, now, this.#edits.delete(key))
      this.#versions.set(key, versions)
    }
  }

  #drop(key: string): void {
    for (const map of [this.#own, this.#foreign, this.#versions, this.#pending]) map.delete(key)
  }

  #patched(key: string): RegistryRecord | undefined {
    const record = this.#own.get(key)
    const pending = this.#pending.get(key)
    return record === undefined || pending === undefined ? record : withEdit(record, pending.edit)
  }

  #take(found: Found): SessionEdit[] {
    const { key, theirs, reading, now } = found
    const before = reading.base?.get(key)
    if (before !== undefined && sameRecord(before, theirs)) return []
    const own = this.#patched(key)
    if (own === undefined) {
      if (!this.#cleaned.has(key) || !isLeftOver(theirs, now)) this.#foreign.set(key, theirs)
      return []
    }
    if (own.start_time !== theirs.start_time) this.#otherSession(key, own, theirs)
    else if (!sameRecord(own, theirs)) return this.#edited(key, this.#editOf(found))
    return []
  }

  /** Another session under the key of one of ours: an old one is ours or forgotten, a new one replaces what has ended. */
  #otherSession(key: string, own: RegistryRecord, theirs: RegistryRecord): void {
    const known = this.#versions.get(key)?.hasStart(theirs.start_time) === true
    const newer = (parsePythonTime(theirs.start_time) ?? 0) > (parsePythonTime(own.start_time) ?? 0)
    if (known || !newer || own.status === 'active' || own.status === 'paused') return
    this.#drop(key)
    this.#foreign.set(key, theirs)
  }

  #editOf({ key, theirs, reading, stale }: Found): RecordEdit | null {
    const versions = this.#versions.get(key)
    if (versions !== undefined) {
      const isStale = reading.base !== null || [...stale].some((other) => other !== key)
      return versions.editTo(theirs, { isStale, writtenAt: reading.writtenAt, heldMs: this.#heldMs(reading) })
    }
    // Nothing was written since the start. A file of ours may be behind the record; another's tells what it added.
    const own = this.#patched(key)
    const edit = own === undefined || reading.ours ? null : smallestEdit([own], theirs)
    return edit === null ? null : certainPart(edit)
  }

  #heldMs({ writtenAt, bytes }: Reading): number {
    const [first = 0] = this.#writesByOthers
    const isBusy = this.#writesByOthers.length === BUSY_WRITES && writtenAt - first <= BUSY_WITHIN_MS
    return isBusy ? BUSY_HELD_MS : HELD_MS + bytes / BYTES_PER_MS
  }

  #edited(key: string, found: RecordEdit | null): SessionEdit[] {
    const own = this.#own.get(key)
    const fresh = found === null || own === undefined ? null : followable(found, own)
    if (fresh === null || own === undefined) return []
    const known = this.#pending.get(key)
    const edit = known === undefined ? fresh : mergedEdits(known.edit, fresh)
    // Nothing that the session or an edit on its way to it does not say already.
    if (sameRecord(withEdit(own, edit), this.#patched(key) ?? own)) return []
    this.#token++
    this.#edits.add(key)
    this.#pending.set(key, { edit, token: this.#token })
    return [{ key, edit, token: this.#token }]
  }

  /** Sessions of ours that this copy does not know in the version that stands, though they stood there: it was loaded before. */
  #staleKeys(reading: Reading, now: number): Set<string> {
    const keys = [...this.#versions].filter(([key, versions]) => {
      const theirs = reading.records.get(key)
      if (versions.current === undefined || !reading.whole) return false
      return theirs === undefined ? !isLeftOver(versions.current, now) : versions.isOld(theirs)
    })
    return new Set(keys.map(([key]) => key))
  }

  /** What the clean-up of another program took off. An own session counts only if nothing else of ours is missing. */
  #takeGone(reading: Reading, now: number): SessionEdit[] {
    const isGone = (key: string): boolean => !reading.records.has(key) && (reading.base === null || reading.base.has(key))
    for (const [key, record] of this.#foreign) if (isGone(key) && isLeftOver(record, now)) this.#foreign.delete(key)
    // What never stood there was not taken off, but perhaps while nobody looked.
    const missing = [...this.#own].filter(([key]) => isGone(key) && (this.#versions.has(key) || !this.#looked))
    const cleaned = missing.filter(([, record]) => isLeftOver(record, now)).map(([key]) => key)
    if (missing.some(([key]) => !cleaned.includes(key) && this.#versions.has(key))) return []
    for (const key of cleaned) this.#drop(key)
    return cleaned.map((key) => ({ key, edit: null, token: 0 }))
  }
}

function mergedEdits(earlier: RecordEdit, later: RecordEdit): RecordEdit {
  return {
    added: [...new Set([...earlier.added, ...later.added])].filter((tag) => !later.removed.includes(tag)),
    removed: [...new Set([...earlier.removed, ...later.removed])].filter((tag) => !later.added.includes(tag)),
    status: later.status ?? earlier.status,
    type: later.type ?? earlier.type,
    priority: later.priority ?? earlier.priority,
    description: later.description ?? earlier.description,
  }
}
