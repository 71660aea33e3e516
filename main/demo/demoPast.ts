/**
 * Tells the sample stories to the store, at the times at which they happened: the same records, made by the same functions, as if a daemon
 * had been there. Runs before the daemon, which then finds them like those of an earlier life. Commits in them are real.
 */
import { join } from 'node:path'
import { ulid } from 'ulid'
import type { AgentEvent } from '../../shared/domain/agentEvent.ts'
import type { Change, EntryKind } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts'
import { agentEntry } from '../agents/agentEntry.ts'
import { folderIdentity } from '../base/folderIdentity.ts'
import { branchRule, idleRule, pushRule } from '../sessions/stopRules.ts'
import { completed, interrupted, newSession, paused, withChanges, withNote } from '../sessions/transitions.ts'
import type { Store } from '../store/store.ts'
import { changeLines, noteLines, startLines } from '../worklog/renderEntry.ts'
import type { DemoRepository } from './demoRepository.ts'
import type { CompletedBy, DemoStep, DemoStory } from './demoStories.ts'

const MINUTE = 60_000
const SHORT_ID = 9
/** The actor comes by more often. */
const IDLE_S = 7_200

interface Told {
  readonly session: Session
  readonly changes?: readonly Change[]
  readonly entry?: { readonly kind: EntryKind; readonly lines: readonly string[] }
}

export interface Moment {
  readonly at: number
  readonly run: () => Promise<void>
}

/** One story of the past. Its repository is on its branch afterwards. */
export class PastSession {
  readonly #store: Pick<Store, 'run'>
  readonly #repository: DemoRepository
  readonly #story: DemoStory
  readonly #now: number
  #session: Session | null = null

  constructor(parts: { readonly store: Pick<Store, 'run'>; readonly repository: DemoRepository; readonly story: DemoStory; readonly now: number }) {
    this.#store = parts.store
    this.#repository = parts.repository
    this.#story = parts.story
    this.#now = parts.now
  }

  /** What happened and when (ms since 1970), in order; to be run one after the other, whatever of other sessions comes between. */
  moments(): Moment[] {
    const { from, to, told } = this.#story
    return [
      { at: this.#at(from), run: () => this.#begin() },
      ...told.map((step) => ({ at: this.#at(step.minutesAgo), run: () => this.#tell(step) })),
      { at: this.#at(to), run: () => this.#end() },
    ]
  }

  async #begin(): Promise<void> {
    const { branch, from } = this.#story
    await this.#repository.branch(branch)
    this.#session = await this.#record({ session: await this.#begun(), entry: { kind: 'start', lines: startLines(branch) } }, this.#at(from))
  }

  async #tell(step: DemoStep): Promise<void> {
    const at = this.#at(step.minutesAgo)
    this.#session = await this.#record(await this.#after(this.#known(), step, at), at)
  }

  #known(): Session {
    if (this.#session === null) throw new Error('a story is told from its beginning')
    return this.#session
  }

  async #begun(): Promise<Session> {
    const { backlogId, branch, description, type, priority, tags, from } = this.#story
    const { root, project } = this.#repository
    const repo = { root, name: project.name, gitDir: join(root, '.git'), id: await folderIdentity(root) }
    const defaults = { idleTimeoutS: IDLE_S, type, priority }
    const now = this.#at(from)
    const session = newSession({ id: ulid(now), backlogId, repo, branch, head: null, now, wishes: { tags }, defaults, earlier: undefined })
    return { ...session, description }
  }

  async #after(session: Session, step: DemoStep, at: number): Promise<Told> {
    switch (step.kind) {
      case 'note':
        return { session: withNote(session, step.text, at), entry: { kind: 'note', lines: noteLines(step.text) } }
      case 'edit': {
        await this.#repository.edit(step.path)
        const change: Change = { path: step.path, kind: 'modified', at, by: step.by }
        const { head, branch } = session
        const entry = { kind: 'change', lines: changeLines([change], DEFAULT_SETTINGS['recording.maxFilesPerEntry']) } as const
        return { session: withChanges(session, [change], { head, branch }), changes: [change], entry }
      }
      case 'commit': {
        const head = await this.#repository.commit(step.subject, at)
        return {
          session: { ...session, head, last_activity_at: at },
          entry: { kind: 'commit', lines: [`- Commit ${head.slice(0, SHORT_ID)}: ${step.subject}`] },
        }
      }
      default: {
        const text = agentEntry(this.#agentEvent(step), 'summary', session.repo) ?? ''
        return { session: withNote(session, text, at), entry: { kind: 'note', lines: noteLines(text) } }
      }
    }
  }

  #agentEvent(step: Extract<DemoStep, { kind: 'prompt' | 'turn' | 'command' }>): AgentEvent {
    const who = { agent: 'claude-code', conversation: 'demo', cwd: this.#repository.root, key: 'demo' } as const
    return step.kind === 'command' ? { ...who, kind: 'command', command: step.command, exit: 0, ms: step.ms } : { ...who, kind: step.kind, text: step.text }
  }

  async #end(): Promise<void> {
    const { ending, to } = this.#story
    const [session, at] = [this.#known(), this.#at(to)]
    if (ending.kind === 'paused') await this.#record({ session: paused(session), entry: { kind: 'pause', lines: ['- Session paused'] } }, at)
    if (ending.kind === 'completed')
      await this.#record({ session: completed(session, ending.reason, at), entry: { kind: 'stop', lines: stopLines(session, ending.reason) } }, at)
    const { repo: root, repo_name: name, branch, backlog_id } = session
    await this.#store.run({ kind: 'saveRepository', repository: { root, name, branch, backlog_id, last_used_at: at } })
    // Watched until now: no time is missing when the daemon goes on.
    if (ending.kind === 'recording') await this.#record({ session: { ...session, last_activity_at: this.#now } }, this.#now)
    if (ending.kind === 'gone') await this.#leave(session, at)
  }

  /** Its disk was taken out, with the worklog on it. */
  async #leave(session: Session, at: number): Promise<void> {
    await this.#record({ session: interrupted(session, at) }, at)
    const written = await this.#store.run({ kind: 'unprojected', sessionId: session.id })
    await this.#store.run({ kind: 'markProjected', seqs: written.map(({ seq }) => seq) })
    await this.#repository.remove()
  }

  async #record({ session, entry, changes = [] }: Told, at: number): Promise<Session> {
    const next: Session = { ...session, capture: 'off', entries: session.entries + (entry === undefined ? 0 : 1) }
    const entries = entry === undefined ? [] : [{ session_id: session.id, at, ...entry, lines: [...entry.lines] }]
    await this.#store.run({ kind: 'record', records: [{ session: next, changes, entries }] })
    return next
  }

  #at(minutesAgo: number): number {
    return Math.round(this.#now - minutesAgo * MINUTE)
  }
}

/** As the rules that stop sessions word it. */
function stopLines(session: Session, reason: CompletedBy): readonly string[] {
  if (reason === 'user') return ['- Session stopped']
  if (reason === 'branch') return branchRule(session, 'main')?.lines ?? []
  const rule = reason === 'push' ? pushRule(true, 0) : idleRule(session, session.idle_timeout_s * 1_000)
  return rule?.lines ?? []
}
