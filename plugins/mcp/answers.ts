/**
 * What the tools answer, as text: asked of the daemon, and where none answers of the files (`client/offline`). Never throws what an agent
 * would take for a broken server: what is wrong is said in words, with what to do.
 */

import { randomUUID } from 'node:crypto'
import type { OfflineContextRequest } from '../../client/offline/contextOffline.ts'
import type { KeptNote } from '../../client/offline/keptNote.ts'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { Context } from '../../shared/domain/context.ts'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { localTime } from '../../shared/domain/localTime.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import { changeLines } from '../../shared/ui/contextChanges.ts'
import type { DaemonLink } from './daemonLink.ts'

const DAY_MS = 86_400_000
/** Facts may be this old. */
const FRESH_MS = 2_000
const WORKLOG_ENTRIES = 100
const KEPT = 'Scribe does not run. The note is kept and goes into the worklog of the session here when it starts.'
const OFF = 'Scribe does not run. Start it with "scribe start" in the repository, or open the app.'

export interface AnswerParts {
  readonly link: Pick<DaemonLink, 'client'>
  /** The folder that is meant where none is named. */
  readonly folder: string
  readonly offline: (asked: OfflineContextRequest) => Promise<Context>
  /** Keeps a note for the next start of the daemon; false where it could not be kept. */
  readonly keep: (note: KeptNote) => Promise<boolean>
  readonly now: () => number
}

interface ContextAsked {
  readonly role?: string | undefined
  readonly task?: string | undefined
  /** The cursor of an earlier answer: only what has changed is said. */
  readonly since?: string | undefined
  readonly budget_chars: number
}

interface Place {
  readonly session?: string | undefined
  readonly cwd?: string | undefined
}

export class Answers {
  readonly #parts: AnswerParts
  /** Whoever has logged something expects to find it. */
  #loggedAt = Number.NEGATIVE_INFINITY

  constructor(parts: AnswerParts) {
    this.#parts = parts
  }

  async context(asked: Place & ContextAsked): Promise<string> {
    return await this.#said(async (client) => {
      const request = {
        ...this.#place(asked),
        ...given({ role: asked.role, task: asked.task, since: asked.since }),
        format: 'markdown',
        budget_chars: asked.budget_chars,
        max_age_ms: this.#parts.now() - this.#loggedAt < FRESH_MS ? 0 : FRESH_MS,
      } as const
      const found = client === null ? await this.#parts.offline({ ...request, cwd: request.cwd }) : await client.call('context/get', request)
      const missing = Object.entries(found.sections).flatMap(([name, section]) => (section?.state === 'ok' ? [] : [name]))
      const tail = [
        `session=${found.session?.backlog_id ?? 'none'}`,
        `revision=${found.revision}`,
        ...(found.partial ? [`partial=${missing.join(',') || 'yes'}`] : []),
        `cursor=${found.cursor}`,
        ...(client === null ? ['source=files'] : []),
      ]
      const said = found.changes === undefined ? found.markdown.trimEnd() : changeLines(found.changes).join('\n')
      return `${said}\n\n${tail.join(' ')}`
    })
  }

  async log(asked: Place & { readonly kind: string; readonly text: string; readonly idem?: string | undefined }): Promise<string> {
    return await this.#said(async (client) => {
      const note = { ...this.#place(asked), text: `${LABELS[asked.kind] ?? ''}${asked.text}`, idem: asked.idem ?? randomUUID() }
      if (client === null) return (await this.#parts.keep(note)) ? KEPT : `Nothing was logged. ${OFF}`
      const { session, entry } = await client.call('worklog/append', note)
      this.#loggedAt = this.#parts.now()
      return `Logged ${asked.kind} to ${session.backlog_id} (#${entry.seq}).`
    })
  }

  async search(asked: {
    readonly query: string
    readonly kinds?: readonly string[] | undefined
    readonly session?: string | undefined
    readonly limit: number
  }): Promise<string> {
    return await this.#said(async (client) => {
      if (client === null) return OFF
      const { hits } = await client.call('worklog/search', {
        query: asked.query,
        limit: asked.limit,
        ...given({ session: asked.session }),
        ...(asked.kinds === undefined ? {} : { kinds: [...asked.kinds] }),
      })
      if (hits.length === 0) return 'Nothing was found.'
      return hits
        .map(
          ({ backlog_id, repo_name, kind, at, snippet }, n) =>
            `${n + 1}. ${backlog_id} (${repo_name}) · ${localTime(at)} · ${kind} · ${snippet.replaceAll('\n', ' ')}`,
        )
        .join('\n')
    })
  }

  async sessions({ limit, cwd }: { readonly limit: number; readonly cwd?: string | undefined }): Promise<string> {
    return await this.#said(async (client) => {
      if (client === null) return OFF
      const [{ sessions }, here] = await Promise.all([
        client.call('session/list', { limit }),
        client.call('session/get', { cwd: cwd ?? this.#parts.folder }).then(
          ({ session }) => session.id,
          () => null,
        ),
      ])
      return sessions.length === 0 ? 'Nothing is recorded.' : sessions.map((session) => sessionLine(session, here)).join('\n')
    })
  }

  async worklog(session: string): Promise<string> {
    return await this.#said(async (client) => {
      if (client === null) return OFF
      const { entries } = await client.call('worklog/read', { session, limit: WORKLOG_ENTRIES, newest: true })
      return entries.map(({ at, lines }) => `## ${localTime(at)}\n\n${lines.join('\n')}`).join('\n\n')
    })
  }

  async summary(session: string): Promise<string> {
    return await this.#said(async (client) => (client === null ? OFF : (await client.call('summary/cited', { session })).markdown))
  }

  async standup(): Promise<string> {
    return await this.#said(async (client) => (client === null ? OFF : (await client.call('standup/get', { since: this.#parts.now() - DAY_MS })).markdown))
  }

  /** Backlog ids that begin so, live ones first; none while nobody answers. */
  async ids(beginning: string): Promise<string[]> {
    const client = await this.#parts.link.client()
    const sessions = client === null ? [] : (await client.call('session/list', { limit: 100 })).sessions
    const live = [...sessions].sort((a, b) => Number(isLive(b)) - Number(isLive(a)))
    return [...new Set(live.map(({ backlog_id }) => backlog_id))].filter((id) => id.startsWith(beginning))
  }

  #place({ session, cwd }: Place): { session?: string; cwd: string } {
    return { cwd: cwd ?? this.#parts.folder, ...given({ session }) }
  }

  /** A connection that was lost in between is tried once more; what is refused is said. */
  async #said(run: (client: ScribeClient | null) => Promise<string>): Promise<string> {
    try {
      const client = await this.#parts.link.client()
      return await run(client).catch(async (error: unknown) => {
        if (!(error instanceof ScribeError) || error.code !== 'daemon.unreachable') throw error
        return await run(await this.#parts.link.client())
      })
    } catch (error) {
      return `Scribe: ${messageOf(error)}`
    }
  }
}

/** How a line begins that summaries take for what it is. */
const LABELS: Readonly<Record<string, string>> = { decision: 'Decision: ', blocker: 'Blocker: ', plan: 'Next: ', result: 'Done: ' }

function sessionLine({ id, backlog_id, repo_name, branch, state, last_activity_at }: Session, here: string | null): string {
  return `${id === here ? '* ' : '- '}${backlog_id} · ${repo_name} · ${branch ?? 'no branch'} · ${state} · last ${localTime(last_activity_at)}${id === here ? ' (this folder)' : ''}`
}

/** Without the keys that say nothing. */
function given<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as { [K in keyof T]?: string }
}
