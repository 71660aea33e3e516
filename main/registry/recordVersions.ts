/**
 * The versions of one of our records that stood in the registry file, and what another program's copy of it means: an
 * edit, or merely a version that was loaded before the one that stands. Pure state.
 */
import { type RecordEdit, sameRecord, smallestEdit, withoutOldTexts } from './recordEdit.ts'
import type { RegistryRecord } from './registryShape.ts'

/** Versions that are remembered. */
const KEPT = 20

interface Version {
  readonly record: RegistryRecord
  /** When it was put in place, ms since 1970. */
  readonly since: number
  /** It took over another program's edit, so that program knows it. */
  readonly foreign: boolean
}

/** What is known of the copy in which a record is found. */
export interface CopyAge {
  readonly writtenAt: number
  /** It is known to have been loaded before what stands now. */
  readonly isStale: boolean
  /** How long a copy may have been held before it was written, ms. */
  readonly heldMs: number
}

export class RecordVersions {
  #all: readonly Version[] = []

  get current(): RegistryRecord | undefined {
    return this.#all.at(-1)?.record
  }

  /** `record` stands in the file since `since`, unless it stood there already. */
  add(record: RegistryRecord, since: number, foreign: boolean): void {
    const { current } = this
    if (current !== undefined && sameRecord(current, record)) return
    this.#all = [...this.#all, { record, since, foreign }].slice(-KEPT)
  }

  /** One that stood there before, and does not any more. */
  isOld(record: RegistryRecord): boolean {
    const { current } = this
    return current !== undefined && !sameRecord(current, record) && this.#all.some((version) => sameRecord(version.record, record))
  }

  hasStart(startTime: string): boolean {
    return this.#all.some(({ record }) => record.start_time === startTime)
  }

  /** What `theirs` asks for, from the version it most likely began with; `null` if that is nothing. */
  editTo(theirs: RegistryRecord, age: CopyAge): RecordEdit | null {
    const all = this.#all.map(({ record }) => record)
    const bases = [...all.slice(-1), ...this.#unknownToOthers(age)]
    const edit = smallestEdit(bases, theirs)
    return edit === null ? null : withoutOldTexts(edit, all)
  }

  /** Versions before the last that may be all the copy knows, newest first: back to the last that came from another program. */
  #unknownToOthers({ isStale, writtenAt, heldMs }: CopyAge): RegistryRecord[] {
    const known = this.#all.findLastIndex(({ foreign }) => foreign)
    return this.#all
      .slice(0, -1)
      .filter((_version, index) => index >= known && (isStale || writtenAt - (this.#all[index + 1]?.since ?? 0) <= heldMs))
      .map(({ record }) => record)
      .reverse()
  }
}
