/**
 * Notes: half-written ones per session, which survive hiding, reload and crash, and sending them. A note is gone from
 * here only when the daemon has it durably. One that is sent while the daemon is away goes out when it is back.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { MAX_NOTE } from '../../shared/domain/entry.ts'
import type { ScribeBridge } from '../../shared/protocol/bridge.ts'
import { spelledNote } from '../../shared/ui/noteGrammar.ts'
import type { Draft, Drafts } from '../../shared/ui/noteTargets.ts'
import { t } from '../../shared/ui/text.ts'
import type { Ordered } from './sessionActions.ts'

export interface NoteFacts {
  readonly drafts: Drafts
  /** The session whose note is under way. */
  readonly sending: string | null
  /** Session id to why its note was not taken. */
  readonly failures: Readonly<Record<string, string>>
  /** The note that goes out when the daemon is back. */
  readonly later: Ordered | null
  /** Backlog id of the note that was added just now. */
  readonly added: string | null
}

export interface NotesParts {
  readonly bridge: ScribeBridge
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly now: () => number
}

const KEY = 'scribe.drafts'
const DRAFTS_KEPT = 50
const ADDED_SHOWN_MS = 4_000

export class Notes {
  readonly store: StoreApi<NoteFacts>
  readonly #parts: NotesParts
  /** For taking it up again with the up arrow. */
  #lastSent = ''
  #hideAdded: ReturnType<typeof setTimeout> | undefined

  constructor(parts: NotesParts) {
    this.#parts = parts
    this.store = createStore<NoteFacts>(() => ({ drafts: readDrafts(parts.storage), sending: null, failures: {}, later: null, added: null }))
  }

  get lastSent(): string {
    return this.#lastSent
  }

  /** Keeps what has been written so far. */
  write(sessionId: string, text: string): void {
    const { [sessionId]: _old, ...others } = this.store.getState().drafts
    const drafts = text === '' ? others : { ...others, [sessionId]: { text, at: this.#parts.now() } }
    this.store.setState({ drafts: newest(drafts) })
    this.#keep()
  }

  /** Sends the session's note if there is one. With the daemon away it is marked to go out later. */
  async send(session: Ordered, isUp: boolean): Promise<void> {
    const text = this.store.getState().drafts[session.id]?.text ?? ''
    if (text.trim() === '' || this.store.getState().sending !== null) return
    if (text.length > MAX_NOTE) return this.#failed(session, t('note.tooLong', { max: MAX_NOTE, count: text.length }))
    if (!isUp) return this.store.setState({ later: session })
    this.store.setState({ sending: session.id, later: null, failures: without(this.store.getState().failures, session.id) })
    const reply = await this.#parts.bridge.call('worklog/append', { session: session.id, text: spelledNote(text) })
    if (reply.ok) this.#added(session, text)
    else this.#failed(session, reply.error.message)
    this.store.setState({ sending: null })
  }

  /** The daemon is back. */
  async sendLater(): Promise<void> {
    const { later } = this.store.getState()
    if (later !== null) await this.send(later, true)
  }

  #added(session: Ordered, text: string): void {
    this.#lastSent = text
    // What was typed while the note was under way is the next note.
    const written = this.store.getState().drafts[session.id]?.text
    if (written === text) this.write(session.id, '')
    this.store.setState({ added: session.backlogId })
    clearTimeout(this.#hideAdded)
    this.#hideAdded = setTimeout(() => this.store.setState({ added: null }), ADDED_SHOWN_MS)
  }

  #failed(session: Ordered, reason: string): void {
    this.store.setState(({ failures }) => ({ failures: { ...failures, [session.id]: reason } }))
  }

  /** A full or forbidden storage costs only the survival of a crash. */
  #keep(): void {
    try {
      this.#parts.storage.setItem(KEY, JSON.stringify(this.store.getState().drafts))
    } catch {
      // The draft is still in memory.
    }
  }
}

/** What an earlier page left; anything that is no draft is left out. */
function readDrafts(storage: NotesParts['storage']): Drafts {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return newest(Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, Draft] => isDraft(entry[1]))))
  } catch {
    return {}
  }
}

function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' && 'at' in value && typeof value.at === 'number'
}

function newest(drafts: Drafts): Drafts {
  const entries = Object.entries(drafts).sort(([, a], [, b]) => b.at - a.at)
  return Object.fromEntries(entries.slice(0, DRAFTS_KEPT))
}

function without(failures: NoteFacts['failures'], id: string): NoteFacts['failures'] {
  return Object.fromEntries(Object.entries(failures).filter(([known]) => known !== id))
}
