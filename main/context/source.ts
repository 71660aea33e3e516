/** What a source of facts is, and what it is asked of. */
import type { Session } from '../../shared/domain/session.ts'
import type { Mark } from './contextCache.ts'

/** The place a context is of. */
export interface ContextPlace {
  /** Real path of the worktree's top level; outside of repositories of the folder itself. */
  readonly root: string
  /** `null` where there is no worktree; `why` says it then. */
  readonly git: { readonly gitDir: string; readonly commonDir: string } | null
  readonly why: string | null
  /** Known sessions of the repository, in order of their start. */
  readonly sessions: readonly Session[]
  readonly session: Session | null
  /** The watch of the repository lives and covers it. */
  readonly watched: boolean
}

export interface Question {
  readonly role: string
  readonly task: string
}

export interface Source<T> {
  readonly name: string
  /** Which of the times of the settings holds for it; `null` keeps nothing. */
  readonly ttl: 'git' | 'files' | 'registry' | null
  /** What of the question changes the facts, as a part of their name. */
  readonly variant: (question: Question, place: ContextPlace) => string
  readonly mark: (place: ContextPlace, question: Question) => Promise<Mark>
  /** Rejects when it cannot tell, with `PartialFacts` when it can tell a part. Stops soon after the signal is aborted. */
  readonly fetch: (place: ContextPlace, question: Question, signal: AbortSignal) => Promise<T>
}

/** A source could tell a part only: this is it. */
export class PartialFacts<T = unknown> extends Error {
  readonly facts: T
  readonly timedOut: boolean

  constructor(facts: T, why: { readonly message: string; readonly timedOut: boolean }) {
    super(why.message)
    this.name = 'PartialFacts'
    this.facts = facts
    this.timedOut = why.timedOut
  }
}

/** Nothing that changes is rested on, or every change is told. */
export function proven(text: string): Mark {
  return { text, proven: true }
}
