/**
 * The entries of one session or of all, as far as they are here: one stretch without holes, newest first, that grows at both ends. It begins at
 * the newest entries or around a given one, follows what is recorded, and is filled up behind what somebody looks at. Invariant: an
 * entry is in it once, and answers to a stretch that was left are dropped.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { BridgeMessage, ScribeBridge } from '../../../shared/protocol/bridge.ts'
import { type TimelineEntry, timelineEntry } from './timelineEntry.ts'

/** Whose an entry is. */
export interface SessionName {
  readonly backlog_id: string
  readonly repo_name: string
}

export interface TimelineFacts {
  /** Newest first. */
  readonly entries: readonly TimelineEntry[]
  /** Of the sessions whose entries were read, by their ids; told where it is a timeline of all. */
  readonly names: ReadonlyMap<string, SessionName>
  /** There are older and newer ones that are not here. */
  readonly older: boolean
  readonly newer: boolean
  /** Nothing is here yet. */
  readonly isLoading: boolean
  readonly failure: string | null
}

export interface TimelineParts {
  readonly bridge: Pick<ScribeBridge, 'call'>
  /** `null` for all sessions. */
  readonly session: string | null
  /** Runs before the next frame is drawn. */
  readonly onFrame: (run: () => void) => void
  /** Settles when there is time for what nobody waits for; `false` once there never will be. */
  readonly idle: () => Promise<boolean>
}

/** The first picture needs no more. */
const FIRST = 200
const PAGE = 1_000
/** Filled up by itself so far; what is older comes when somebody scrolls there. */
const FILLED = 60_000
/** Announced entries that wait to be drawn. */
const MOST_WAITING = 1_000

const NOTHING: TimelineFacts = { entries: [], names: new Map(), older: true, newer: true, isLoading: true, failure: null }

export class Timeline {
  readonly store: StoreApi<TimelineFacts> = createStore<TimelineFacts>(() => NOTHING)
  readonly #parts: TimelineParts
  /** Rises with each stretch. */
  #life = 0
  #fresh: TimelineEntry[] = []
  #waitsForFrame = false
  #reading: Promise<void> | null = null
  /** The stretch that is being filled up; 0 for none. */
  #filling = 0
  #closed = false
  readonly #ids = new Map<string, string>()

  constructor(parts: TimelineParts) {
    this.#parts = parts
  }

  /** Begins anew: at the newest entries, or around entry `seq`. */
  async open(seq: number | null = null): Promise<void> {
    const life = ++this.#life
    this.#fresh = []
    if (seq === null) await this.#read({ newest: true, limit: FIRST }, life, 'first')
    else {
      await this.#read({ newest: true, before_seq: seq + 1, limit: FIRST }, life, 'first')
      await this.#read({ since_seq: seq, limit: FIRST }, life, 'newer')
    }
    void this.#fill(life)
  }

  /** The next older page, if there is one. */
  async readOlder(): Promise<void> {
    const oldest = this.store.getState().entries.at(-1)
    if (oldest !== undefined && this.store.getState().older) await this.#inTurn({ newest: true, before_seq: oldest.seq, limit: PAGE }, 'older')
  }

  async readNewer(): Promise<void> {
    const newest = this.store.getState().entries[0]
    if (newest !== undefined) await this.#inTurn({ since_seq: newest.seq, limit: PAGE }, 'newer')
  }

  /** A message of the daemon: what was recorded goes on top; after a lost connection what was missed is read first. */
  hear(message: BridgeMessage): void {
    if (message.kind === 'snapshot') return this.#catchUp()
    if (message.kind !== 'event' || message.envelope.event.topic !== 'worklog.appended') return
    const { session_id, entry } = message.envelope.event
    if (this.#parts.session === null || session_id === this.#parts.session) this.#append(entry)
  }

  close(): void {
    this.#closed = true
    this.#life++
  }

  #catchUp(): void {
    if (this.store.getState().entries.length === 0) return void this.open()
    // What is announced meanwhile waits, so that there is no hole below it.
    this.store.setState({ newer: true })
    void this.readNewer().then(() => this.#fill(this.#life))
  }

  /** However many come between two frames, they are drawn once; a hidden page draws none. */
  #append(entry: Entry): void {
    this.#fresh.push(this.#shown(entry))
    if (this.#fresh.length > MOST_WAITING) return this.#join()
    if (this.#waitsForFrame) return
    this.#waitsForFrame = true
    this.#parts.onFrame(() => {
      this.#waitsForFrame = false
      this.#join()
    })
  }

  /** What was announced goes on top, once the stretch reaches up to it. */
  #join(): void {
    const before = this.store.getState()
    const { entries, newer } = before
    // So many will be read, as others before them.
    if (newer) this.#fresh = this.#fresh.slice(-MOST_WAITING)
    if (newer || this.#fresh.length === 0) return
    const fresh = this.#fresh
    this.#fresh = []
    const joined = withFresh(before, fresh)
    if (joined !== entries) this.store.setState({ entries: joined })
  }

  /** Tens of thousands of entries of one session hold its id once. */
  #shown(entry: Entry): TimelineEntry {
    const id = this.#ids.get(entry.session_id) ?? entry.session_id
    this.#ids.set(id, id)
    return timelineEntry(entry, id)
  }

  async #fill(life: number): Promise<void> {
    if (this.#filling === life) return
    this.#filling = life
    await this.#fillUp(life)
    if (this.#filling === life) this.#filling = 0
  }

  async #fillUp(life: number): Promise<void> {
    const goesOn = (): boolean => life === this.#life && this.store.getState().failure === null && this.store.getState().entries.length < FILLED
    while (goesOn() && (this.store.getState().older || this.store.getState().newer)) {
      if (!(await this.#parts.idle()) || !goesOn()) return
      await (this.store.getState().newer ? this.readNewer() : this.readOlder())
    }
  }

  /** One page at a time: two that begin at the same entry would bring the same. */
  async #inTurn(input: ReadInput, end: 'older' | 'newer'): Promise<void> {
    const life = this.#life
    if (this.#reading !== null) return await this.#reading
    this.#reading = this.#read(input, life, end).finally(() => {
      this.#reading = null
    })
    await this.#reading
  }

  async #read(input: ReadInput, life: number, end: 'first' | 'older' | 'newer'): Promise<void> {
    const { bridge, session } = this.#parts
    const reply = session === null ? await bridge.call('library/entries', input) : await bridge.call('worklog/read', { session, ...input })
    if (life !== this.#life || this.#closed) return
    if (!reply.ok) return this.store.setState({ isLoading: false, failure: reply.error.message })
    const read = reply.result.entries.map((entry) => this.#shown(entry)).reverse()
    const { more } = reply.result
    const { entries, names } = this.store.getState()
    const common = { isLoading: false, failure: null, names: 'sessions' in reply.result ? withNames(names, reply.result.sessions) : names }
    if (end === 'first') this.store.setState({ ...common, entries: read, older: more, newer: 'before_seq' in input })
    else if (end === 'older') this.store.setState({ ...common, entries: [...entries, ...read], older: more })
    else this.store.setState({ ...common, entries: [...newerThan(read.toReversed(), entries[0]?.seq ?? 0), ...entries], newer: more })
    this.#join()
  }
}

interface ReadInput {
  readonly newest?: boolean
  readonly since_seq?: number
  readonly before_seq?: number
  readonly limit: number
}

/** Those of `risen` (oldest first) that are newer than `seq`, newest first. */
function newerThan(risen: readonly TimelineEntry[], seq: number): TimelineEntry[] {
  return risen.filter((entry) => entry.seq > seq).sort(newestFirst)
}

/** With what was announced. What two sessions recorded at once may be announced in either order: what comes late goes to its place. */
function withFresh({ entries, older }: TimelineFacts, fresh: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const end = older ? (entries.at(-1)?.seq ?? 0) : -1
  const from = Math.min(...fresh.map(({ seq }) => seq))
  const place = entries.findIndex(({ seq }) => seq < from)
  const [above, below] = place === -1 ? [entries, []] : [entries.slice(0, place), entries.slice(place)]
  const known = new Set(above.map(({ seq }) => seq))
  const missing = fresh.filter(({ seq }) => seq > end && !known.has(seq))
  return missing.length === 0 ? entries : [...[...missing, ...above].sort(newestFirst), ...below]
}

function newestFirst(a: TimelineEntry, b: TimelineEntry): number {
  return b.seq - a.seq
}

/** The same map where nobody is new, so that nothing is drawn anew. */
function withNames(names: ReadonlyMap<string, SessionName>, sessions: readonly (SessionName & { readonly session_id: string })[]): typeof names {
  const fresh = sessions.filter(({ session_id }) => !names.has(session_id))
  if (fresh.length === 0) return names
  return new Map([...names, ...fresh.map(({ session_id, ...name }) => [session_id, name] as const)])
}
