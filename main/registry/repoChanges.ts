/**
 * What has changed among the sessions of one repository since the keeper was told last. Pure state: however many sessions
 * there are, a change costs only what has changed.
 */
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { RepoUpdate } from './keeperMessages.ts'
import { toRecord } from './registryShape.ts'
import type { State } from './stateFile.ts'

/** What the Python program's `--interval` defaults to; readers expect the key, nothing polls by it here. */
const INTERVAL_S = 60

export class RepoChanges {
  /** The newest session of each backlog id, in order of their first start. */
  readonly #newest = new Map<string, Session>()
  readonly #live = new Map<string, Session>()
  readonly #changed = new Set<string>()
  #last: Session | null = null

  /** Takes in sessions in order of their start, or one that has changed. */
  note(sessions: Iterable<Session>): void {
    for (const session of sessions) this.#noteOne(session)
  }

  /** The newest session of a backlog id. */
  get(key: string): Session | undefined {
    return this.#newest.get(key)
  }

  /** What to tell, `null` for a repository that never had a session. `pid` is the watch host's. */
  next(pid: number): RepoUpdate | null {
    if (this.#last === null) return null
    const { repo, git_dir, root_id } = this.#last
    const records = [...this.#changed].flatMap((key) => {
      const session = this.#newest.get(key)
      return session === undefined ? [] : [[key, toRecord(session, pid)] as const]
    })
    this.#changed.clear()
    return { root: repo, gitDir: git_dir, rootId: root_id, pid, records, state: this.#state(pid), live: this.#live.size > 0 }
  }

  #noteOne(session: Session): void {
    const known = this.#newest.get(session.backlog_id)
    if (isLive(session)) this.#live.set(session.id, session)
    else this.#live.delete(session.id)
    this.#last = session
    // A later session stands for the id; an earlier one may still change.
    if (known !== undefined && known.id !== session.id && known.started_at > session.started_at) return
    this.#newest.set(session.backlog_id, session)
    this.#changed.add(session.backlog_id)
  }

  /** The one slot of `.ai_state.json` belongs to the session started last among those that record. */
  #state(pid: number): State {
    const recording = [...this.#live.values()].filter((session) => session.state === 'recording')
    const latest = recording.sort((a, b) => a.started_at - b.started_at).at(-1)
    if (latest === undefined) return { scribe: {} }
    const scribe = { pid, interval: INTERVAL_S, worklog: latest.worklog }
    return { backlog_id: latest.backlog_id, branch: latest.branch ?? '', scribe }
  }
}
