/**
 * Tells MCP clients that something they may hold has changed: the resources an event of the daemon speaks of, and that the list of
 * sessions is another. Owns the connection for that; comes back by itself when the daemon was away. What was missed is told as changed.
 */
import { sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { followEvents } from '../../client/followEvents.ts'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'

/** The first answers of a conversation come before the first news. */
const FIRST_MS = 500
/** Several changes of one thing at once are told once. */
const SETTLES_MS = 500
const LIST_SETTLES_MS = 2_000
const MOST_SESSIONS = 200

export interface UpdateParts {
  readonly connect: () => Promise<ScribeClient | null>
  /** The folder the agent works in. */
  readonly folder: string
  readonly updated: (uri: string) => void
  readonly listChanged: () => void
  readonly onFault: (error: unknown) => void
}

export class Updates {
  readonly #parts: UpdateParts
  readonly #ending = new AbortController()
  readonly #due = new Map<string, NodeJS.Timeout>()
  /** Backlog ids of sessions, by their ids: resources are named by the former. */
  readonly #names = new Map<string, string>()
  #wasUp = false

  constructor(parts: UpdateParts) {
    this.#parts = parts
  }

  start(): void {
    this.#follow().catch((error: unknown) => this.#parts.onFault(error))
  }

  close(): void {
    this.#ending.abort()
    for (const timer of this.#due.values()) clearTimeout(timer)
    this.#due.clear()
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ending
    await sleep(FIRST_MS, undefined, { signal, ref: false }).catch(() => undefined)
    await followEvents({
      connect: () => this.#connect(),
      wanted: { topics: ['session.*', 'worklog.appended', 'summary.updated', 'context.changed'] },
      from: null,
      onEvent: ({ event }) => this.#heard(event),
      onGap: () => this.#anew(),
      onLink: (up) => this.#linked(up),
      signal,
    })
  }

  async #connect(): Promise<ScribeClient | null> {
    const client = await this.#parts.connect()
    const { sessions } = (await client?.call('session/list', { limit: MOST_SESSIONS })) ?? { sessions: [] }
    for (const { id, backlog_id } of sessions) this.#names.set(id, backlog_id)
    return client
  }

  #linked(up: boolean): void {
    if (up && this.#wasUp) this.#anew()
    this.#wasUp ||= up
  }

  /** What was missed is not known, so everything may be another. */
  #anew(): void {
    for (const uri of ['scribe://sessions', 'scribe://context/current']) this.#soon(uri, SETTLES_MS)
    this.#soon('', LIST_SETTLES_MS)
  }

  #heard(event: ScribeEvent): void {
    if ('session' in event) this.#names.set(event.session.id, event.session.backlog_id)
    for (const uri of resourcesOf(event, { folder: this.#parts.folder, names: this.#names })) this.#soon(uri, SETTLES_MS)
    if (event.topic === 'session.started' || event.topic === 'session.stopped' || event.topic === 'session.archived') this.#soon('', LIST_SETTLES_MS)
  }

  /** Tells of `uri` once, a little later; the empty one stands for the list. */
  #soon(uri: string, ms: number): void {
    if (this.#due.has(uri) || this.#ending.signal.aborted) return
    const tell = (): void => {
      this.#due.delete(uri)
      if (uri === '') this.#parts.listChanged()
      else this.#parts.updated(uri)
    }
    this.#due.set(uri, setTimeout(tell, ms).unref())
  }
}

/** The resources that an event makes another: sessions are named by their backlog ids, where those are known. Pure. */
export function resourcesOf(event: ScribeEvent, { folder, names }: { readonly folder: string; readonly names: ReadonlyMap<string, string> }): string[] {
  switch (event.topic) {
    case 'session.started':
    case 'session.updated':
    case 'session.stopped':
    case 'session.archived':
      return ['scribe://sessions']
    case 'worklog.appended':
      return namesOf(event.session_id, names).map((name) => `scribe://session/${name}/worklog`)
    case 'summary.updated':
      return namesOf(event.session_id, names).map((name) => `scribe://session/${name}/summary`)
    case 'context.changed':
      if (folder !== event.repo && !folder.startsWith(event.repo + sep)) return []
      return [`scribe://context/${event.role === 'general' ? 'current' : event.role}`]
    default:
      return []
  }
}

function namesOf(id: string, names: ReadonlyMap<string, string>): string[] {
  const name = names.get(id)
  return name === undefined ? [id] : [id, encodeURIComponent(name)]
}
