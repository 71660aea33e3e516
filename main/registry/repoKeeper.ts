/**
 * Keeps the registry and state file of one repository: writes them when our sessions change, looks again for a while after
 * each write (another program may have written in the same moment), and when the folder stirs while something records. One
 * pass at a time; one that fails is tried again.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import type { Clock } from '../base/clock.ts'
import { sameFacts } from '../base/exchangeFile.ts'
import type { FileFacts, Files } from '../base/files.ts'
import { requireSameFolder } from '../base/folderIdentity.ts'
import type { Places } from '../base/places.ts'
import { Latest } from '../base/sequence.ts'
import { FolderWatch } from './folderWatch.ts'
import type { FromKeeper, RepoUpdate } from './keeperMessages.ts'
import { type HeldFiles, Outgoing } from './outgoing.ts'
import { OwnMark } from './ownMark.ts'
import { differenceOf } from './recordEdit.ts'
import { FOLDER, MAX_BYTES, mergeRegistry, parseBytes, REGISTRY, type RepoFolders, readRegistry } from './registryFile.ts'
import { RegistryMemory, type SessionEdit } from './registryMemory.ts'
import type { RegistryFile, RegistryRecord } from './registryShape.ts'
import { lateKeys, mergeState, parseState, type State } from './stateFile.ts'

const RETRY_MS = 2_000
/** After a write: soon, because most that meets does so at once, and until the replaced file is let go. */
const AFTER_WRITE_MS = [50, 200, 1_000, 3_200]
/** While something records: how long a change by another program may go unnoticed where no event tells of it. */
const WATCH_MS = 30_000
/** A Python verb empties the file and writes it again: one look for all of that. */
const STIRRED_MS = 40

/** A large registry is flushed at the expense of whoever else flushes: after a long pass there is a pause of twice its time. */
const LONG_PASS_MS = 15
const MOST_REST_MS = 150

/** A glance reads the file only if the system tells of a change. */
type Pass = 'look' | 'glance'

export interface KeeperParts {
  readonly clock: Clock
  readonly files?: Files
  /** Of all repositories: how many are worked on at once. */
  readonly places: Places
  readonly held: HeldFiles
  say(message: FromKeeper): void
}

export class RepoKeeper {
  readonly #parts: KeeperParts
  readonly #memory = new RegistryMemory()
  readonly #mark = new OwnMark()
  readonly #registries: Outgoing<RegistryFile>
  readonly #states: Outgoing<State>
  readonly #passes: Latest<Pass>
  #update: RepoUpdate
  #standing: FileFacts | null = null
  #stateDue = false
  /** Looks that are still due after the last write. */
  #due: readonly number[] = []
  #timer: NodeJS.Timeout | undefined
  readonly #folder = new FolderWatch((name) => this.#stir(name))
  #stirred: NodeJS.Timeout | undefined
  #restUntil = 0
  #closed = false

  constructor(update: RepoUpdate, parts: KeeperParts) {
    this.#update = update
    this.#parts = parts
    this.#registries = new Outgoing({ parse: parseBytes, maxBytes: MAX_BYTES }, parts.held)
    this.#states = new Outgoing({ parse: parseState, maxBytes: MAX_BYTES }, parts.held)
    this.#passes = new Latest<Pass>({
      work: (pass) => this.#pass(pass),
      merge: (waiting, newer) => (waiting === 'look' ? waiting : newer),
      onError: (error) => this.#parts.say({ kind: 'failed', root: this.#update.root, message: messageOf(error) }),
    })
  }

  /** Our sessions have changed: the files follow now. */
  update(update: RepoUpdate): void {
    this.#update = update
    this.#memory.update(update.records, update.pid)
    this.#stateDue = true
    this.#passes.push('look')
  }

  /** Somebody may have written: the file is read. */
  look(): void {
    if (!this.#closed) this.#passes.push('look')
  }

  settle(key: string, token: number): void {
    this.#memory.settle(key, token)
    this.look()
  }

  /** Settles when everything told so far is written or has failed. */
  async flush(): Promise<void> {
    await this.#passes.idle()
  }

  /** Takes off what the clean-up rule names; the keys. */
  async cleanUp(): Promise<string[]> {
    this.#passes.push('look')
    await this.#passes.idle()
    const keys = this.#memory.cleanUp(this.#parts.clock.wall())
    this.#passes.push('look')
    await this.#passes.idle()
    return keys
  }

  /** The first difference between what stands in the file and `record`, in words; `null` if there is none. */
  async check(key: string, record: RegistryRecord): Promise<string | null> {
    await this.#passes.idle()
    const file = await readRegistry(this.#folders())
    if (file === null) return 'there is no registry that can be read'
    const found = file.records.get(key)
    return found === undefined ? 'the session is not in the registry' : differenceOf(record, found)
  }

  /** Writes what is due, looks a last time for what came too late, lets everything go. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#stirred)
    this.#folder.close()
    if (!this.#registries.isEmpty) this.#passes.push('look')
    await this.#passes.idle()
    await this.#registries.close()
    await this.#states.close()
  }

  async #pass(pass: Pass): Promise<void> {
    const rest = this.#restUntil - performance.now()
    if (rest > 0 && !this.#closed) await sleep(rest)
    const leave = await this.#parts.places.enter()
    const begun = performance.now()
    await this.#look(pass).finally(leave)
    const took = performance.now() - begun
    this.#restUntil = took > LONG_PASS_MS ? performance.now() + Math.min(2 * took, MOST_REST_MS) : 0
  }

  async #look(pass: Pass): Promise<void> {
    const { root, rootId } = this.#update
    try {
      await requireSameFolder(root, rootId)
      await this.#followFolder()
      const late = await this.#takeLate()
      if (pass === 'glance' && !late && (await this.#isUntouched())) return this.#arm(null)
      const wrote = await this.#writeRegistry()
      if (this.#stateDue || !this.#states.isEmpty) await this.#writeState()
      this.#parts.say({ kind: 'recovered', root })
      this.#arm(wrote ? AFTER_WRITE_MS : null)
    } catch (error) {
      // Nothing was to be written; that the folder is gone, its capture says.
      if (pass === 'glance' && error instanceof ScribeError && error.code === 'repo.replaced') return this.#arm(null)
      this.#parts.say({ kind: 'failed', root, message: messageOf(error) })
      this.#arm([RETRY_MS])
    }
  }

  /** While something records, whoever writes there is noticed. */
  async #followFolder(): Promise<void> {
    if (this.#update.live && !this.#closed) await this.#folder.aim(join(this.#update.root, FOLDER))
    else this.#folder.close()
  }

  #stir(name: string | null): void {
    if (this.#closed || (name !== null && name !== REGISTRY)) return
    this.#stirred ??= setTimeout(() => {
      this.#stirred = undefined
      this.#passes.push('glance')
    }, STIRRED_MS)
  }

  /** Takes in what was written into files that were replaced meanwhile. True if there was something. */
  async #takeLate(): Promise<boolean> {
    const late = await this.#registries.look(this.#parts.clock.monotonic())
    for (const { content, base, writtenAt, bytes } of late) {
      const reading = { records: content.records, whole: content.odd.length === 0, ours: false, writtenAt, bytes, base: base?.records ?? new Map() }
      this.#tell(this.#memory.read(reading, this.#parts.clock.wall()))
    }
    return late.length > 0
  }

  /** True if, as far as the system tells, the file is the one that was written or read last. */
  async #isUntouched(): Promise<boolean> {
    const now = await lstat(join(this.#update.root, FOLDER, REGISTRY)).catch(() => null)
    return now === null || this.#standing === null ? now === this.#standing : sameFacts(now, this.#standing)
  }

  async #writeRegistry(): Promise<boolean> {
    const known = { memory: this.#memory, mark: this.#mark, now: this.#parts.clock.wall(), edited: (edits: readonly SessionEdit[]) => this.#tell(edits) }
    const { setAside, outgoing, standing } = await mergeRegistry(this.#folders(), known)
    const wrote = standing !== null && standing.ino !== this.#standing?.ino
    this.#standing = standing
    if (outgoing !== null) this.#registries.add(outgoing, this.#parts.clock.monotonic())
    if (setAside !== null) this.#parts.say({ kind: 'damaged', root: this.#update.root, setAside })
    return wrote
  }

  async #writeState(): Promise<void> {
    const { root, state } = this.#update
    const late = await this.#states.look(this.#parts.clock.monotonic())
    const theirs = Object.assign({}, ...late.map(({ content, base }) => lateKeys(content, base, state)))
    const { damaged, outgoing } = await mergeState(this.#folders(), { ...theirs, ...state })
    if (outgoing !== null) this.#states.add(outgoing, this.#parts.clock.monotonic())
    if (damaged && this.#stateDue) this.#parts.say({ kind: 'stateDamaged', root })
    this.#stateDue = false
  }

  #tell(edits: readonly SessionEdit[]): void {
    for (const edit of edits) this.#parts.say({ kind: 'edited', root: this.#update.root, ...edit })
  }

  #folders(): RepoFolders {
    const { root, gitDir, rootId } = this.#update
    const { files } = this.#parts
    return { root, gitDir, rootId, ...(files === undefined ? {} : { files }) }
  }

  /** Arms the next look: the first of `due`, the next of those that were due already, or the watch's. */
  #arm(due: readonly number[] | null): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    const [next, ...rest] = due ?? this.#due
    this.#due = rest
    if (next !== undefined) this.#timer = setTimeout(() => this.#passes.push('look'), next)
    else if (this.#update.live) this.#timer = setTimeout(() => this.#passes.push('glance'), WATCH_MS)
  }
}
