/**
 * Follows the transcripts of live agents: what they say of each agent's state, and which files it writes. Owns one watch and one place in
 * each file, and reads only when the file has changed.
 */
import { type FSWatcher, watch } from 'node:fs'
import { relative } from 'node:path'
import { background } from '../base/background.ts'
import type { Logger } from '../base/logger.ts'
import type { Word } from './agentBoard.ts'
import type { LiveAgent } from './liveAgents.ts'
import { type Sign, signIn } from './transcripts.ts'
import { TranscriptTail } from './transcriptTail.ts'

/** Of more agents than that the rest are known by their processes. */
const MOST_FOLLOWED = 16
const SETTLES_MS = 50

export interface Written {
  readonly root: string
  /** Relative to the root. */
  readonly paths: readonly string[]
  /** ms since 1970. */
  readonly at: number
}

export interface FollowParts {
  readonly onSign: (word: Word) => void
  readonly onWritten: (written: Written) => void
  readonly log: Logger
}

/** An agent with the repository it works in. */
export type Placed = LiveAgent & { readonly repo: string | null; readonly conversation: string }

interface Followed {
  agent: Placed
  readonly tail: TranscriptTail
  readonly watch: FSWatcher
  timer: NodeJS.Timeout | undefined
}

export class FollowedTranscripts {
  readonly #parts: FollowParts
  readonly #followed = new Map<string, Followed>()

  constructor(parts: FollowParts) {
    this.#parts = parts
  }

  /** From now on these, and no others. */
  follow(agents: readonly Placed[]): void {
    const wanted = new Map(agents.flatMap((agent) => (agent.transcript === null ? [] : [[agent.transcript, agent] as const])).slice(0, MOST_FOLLOWED))
    for (const path of this.#followed.keys()) if (!wanted.has(path)) this.#leave(path)
    for (const [path, agent] of wanted) {
      const known = this.#followed.get(path)
      if (known === undefined) this.#begin(path, agent)
      else known.agent = agent
    }
  }

  close(): void {
    for (const path of [...this.#followed.keys()]) this.#leave(path)
  }

  #begin(path: string, agent: Placed): void {
    try {
      const watched = watch(path, { persistent: false }, () => this.#stirred(path)).on('error', () => this.#leave(path))
      this.#followed.set(path, { agent, tail: new TranscriptTail(path), watch: watched, timer: undefined })
      this.#read(path)
    } catch {
      // An agent that has said nothing yet has no transcript: the next look tries again.
    }
  }

  #leave(path: string): void {
    const known = this.#followed.get(path)
    clearTimeout(known?.timer)
    known?.watch.close()
    this.#followed.delete(path)
  }

  #stirred(path: string): void {
    const known = this.#followed.get(path)
    if (known === undefined || known.timer !== undefined) return
    known.timer = setTimeout(() => {
      known.timer = undefined
      this.#read(path)
    }, SETTLES_MS).unref()
  }

  #read(path: string): void {
    const known = this.#followed.get(path)
    if (known === undefined) return
    background(
      known.tail.read().then((lines) => this.#heard(known.agent, lines)),
      'reading a transcript',
      this.#parts.log,
    )
  }

  #heard({ agent, conversation, cwd, repo }: Placed, lines: readonly string[]): void {
    const signs = lines.map((line) => signIn(agent, line, cwd)).filter((sign) => sign !== null)
    const newest = signs.reduce<Sign | null>((best, sign) => (best === null || sign.at >= best.at ? sign : best), null)
    if (newest !== null) this.#parts.onSign({ agent, conversation, repo, state: newest.state, source: 'transcript', at: newest.at })
    if (repo === null) return
    for (const { edits, at } of signs) if (edits.length > 0) this.#parts.onWritten({ root: repo, at, paths: edits.map((path) => relative(repo, path)) })
  }
}
