/**
 * Looks for live agents while somebody cares: while something records, or agents may begin sessions. Owns when that is: every half minute,
 * when a repository moves, when Claude Code's list changes, and each time a live agent writes to its transcript. Reads only.
 */
import { type FSWatcher, watch } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { background } from '../base/background.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { type AgentBoard, idOfLive } from './agentBoard.ts'
import { FollowedTranscripts, type Written } from './followedTranscripts.ts'
import type { LiveAgent } from './liveAgents.ts'

const LOOK_MS = 30_000
/** What moves all the time is not looked at all the time. */
const BETWEEN_LOOKS_MS = 5_000
const LIST_SETTLES_MS = 300

export interface AgentWatchParts {
  readonly board: AgentBoard
  readonly look: (now: number) => Promise<readonly LiveAgent[]>
  /** Root of the working tree a folder lies in; `null` outside of any. */
  readonly rootOf: (folder: string) => Promise<string | null>
  /** Whether anybody cares. */
  readonly isWanted: () => boolean
  /** Whether what an agent writes in this repository may be looked at. */
  readonly mayRead: (root: string) => boolean
  /** An agent wrote files. */
  readonly onWritten: (written: Written) => void
  /** An agent was seen that was not there at the last look. */
  readonly onNew: (root: string) => Promise<void>
  readonly environment: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly log: Logger
}

export class AgentWatch {
  readonly #parts: AgentWatchParts
  readonly #transcripts: FollowedTranscripts
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #list: FSWatcher | null = null
  #lookedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | null = null
  #hasLooked = false
  #closed = false

  constructor(parts: AgentWatchParts) {
    this.#parts = parts
    const { board, onWritten, log } = parts
    this.#transcripts = new FollowedTranscripts({ onSign: (word) => void board.say(word), onWritten, log })
  }

  start(): void {
    this.#timer = setInterval(() => this.#lookIfWanted(), LOOK_MS).unref()
    this.#lookIfWanted()
  }

  /** A repository has moved, so an agent may be at work. */
  moved(): void {
    if (this.#age() >= BETWEEN_LOOKS_MS) this.#lookIfWanted()
  }

  /** For somebody who asks: looks, unless that was done lately. Rejects with `context.failed` where it cannot be seen. */
  async freshen(): Promise<void> {
    if (this.#age() >= LOOK_MS) await this.#lookOnce()
  }

  #age(): number {
    return this.#parts.clock.monotonic() - this.#lookedAt
  }

  #lookIfWanted(): void {
    if (!this.#closed && this.#parts.isWanted()) background(this.#lookOnce(), 'looking for agents', this.#parts.log)
  }

  /** One look at a time. */
  #lookOnce(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    this.#list?.close()
    this.#transcripts.close()
    await this.#looking?.catch(() => undefined)
  }

  async #look(): Promise<void> {
    const { board, clock, look, rootOf, mayRead, onNew } = this.#parts
    // First, so that what changes during the look is looked at again.
    this.#followList()
    const found = await Promise.all((await look(clock.wall())).map(async (agent) => ({ ...agent, repo: await rootOf(agent.cwd) })))
    if (this.#closed) return
    this.#lookedAt = clock.monotonic()
    const named = found.map((agent) => ({ ...agent, conversation: this.#conversationOf(agent) }))
    const isFirst = !this.#hasLooked
    this.#hasLooked = true
    const fresh = named.filter((agent) => this.#tell(agent))
    board.seen(named, clock.wall())
    this.#transcripts.follow(named.filter(({ repo }) => repo !== null && mayRead(repo)))
    // Those that were there before Scribe was have begun nothing now.
    for (const { repo } of isFirst ? [] : fresh) if (repo !== null) await onNew(repo)
  }

  /** True if it was not known before. */
  #tell({ repo, conversation, ...agent }: LiveAgent & { readonly repo: string | null; readonly conversation: string }): boolean {
    const at = agent.at ?? agent.since ?? this.#parts.clock.wall()
    return this.#parts.board.say({ agent: agent.agent, conversation, repo, state: agent.status, source: agent.source, at }, agent.pid)
  }

  /** A process of which nothing else is known is the agent that hooks told of in the same repository, if there is one. */
  #conversationOf(agent: LiveAgent & { readonly repo: string | null }): string {
    if (agent.conversation !== null) return agent.conversation
    const told = this.#parts.board.all().find((known) => known.agent === agent.agent && known.repo === agent.repo)
    return (told?.id ?? idOfLive(agent)).slice(agent.agent.length + 1)
  }

  /** Claude Code keeps a file for each session, and changes it when that works or waits. */
  #followList(): void {
    if (this.#list !== null) return
    const { environment } = this.#parts
    const folder = join(environment.CLAUDE_CONFIG_DIR || join(environment.HOME || homedir(), '.claude'), 'sessions')
    try {
      this.#list = watch(folder, { persistent: false }, () => {
        clearTimeout(this.#soon)
        this.#soon = setTimeout(() => this.#lookIfWanted(), LIST_SETTLES_MS).unref()
      }).on('error', () => this.#forgetList())
    } catch {
      // It is not there: the next look tries again.
    }
  }

  #forgetList(): void {
    this.#list?.close()
    this.#list = null
  }
}
