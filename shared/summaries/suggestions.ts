/**
 * Which type and priority a session seems to have, by what its lines say and what its entries are. Pure, fed in order,
 * bounded. A suggestion names the lines it rests on; without enough of them there is none.
 */
import type { PRIORITIES, SESSION_TYPES } from '../domain/session.ts'
import type { CitedLine } from './citedSummary.ts'
import type { LineKind } from './lineKinds.ts'

type SessionType = (typeof SESSION_TYPES)[number]
type Priority = (typeof PRIORITIES)[number]
interface Suggestion<V> {
  readonly value: V
  readonly because: readonly CitedLine[]
}

/** Signals a type needs, and how far it must be ahead of the next. */
const LEAST_SIGNALS = 3
const AHEAD = 1.5
const CITED = 3

const TROUBLE = /\b(?:bug|crash(?:es|ed)?|error|exception|stack ?trace|regression|fail(?:s|ed|ing|ure)?|debug(?:ging)?|reproduce[ds]?|root cause|broken)\b/i
const URGENT = /\b(?:urgent|critical|outage|production (?:is )?down|data loss|security|asap|deadline|hotfix|release blocker)\b/i
const MINOR = /\b(?:nice to have|low priority|minor|cosmetic|someday|typo|no hurry|not urgent)\b/i
/** How any word above begins: most lines have none, and are looked at once in place of three times. */
const TELLING =
  /\b(?:bug|crash|err|exc|stack|regr|fail|debug|repr|root|broken|urgent|crit|outage|prod|data|secur|asap|dead|hotfix|release|nice|low|minor|cosm|someday|typo|no[t ])/i
const BY_KIND: Readonly<Record<LineKind, SessionType | null>> = {
  idea: 'brainstorming',
  decision: null,
  blocker: null,
  done: 'implementation',
  doing: 'implementation',
  plan: 'planning',
}

class Signals<V extends string> {
  readonly #counts = new Map<V, number>()
  readonly #lines = new Map<V, CitedLine[]>()

  add(value: V, line: CitedLine): void {
    this.#counts.set(value, this.count(value) + 1)
    this.#lines.set(value, [...(this.#lines.get(value) ?? []), line].slice(-CITED))
  }

  count(value: V): number {
    return this.#counts.get(value) ?? 0
  }

  /** The value that stands out, or `null`. */
  best(least: number): Suggestion<V> | null {
    const [first, second] = [...this.#counts].sort((a, b) => b[1] - a[1])
    if (first === undefined || first[1] < least || first[1] < AHEAD * (second?.[1] ?? 0)) return null
    return { value: first[0], because: this.#lines.get(first[0]) ?? [] }
  }
}

export class Suggestions {
  readonly #types = new Signals<SessionType>()
  readonly #priorities = new Signals<Priority>()

  /** A line of a note, and what it is. */
  note(line: CitedLine, kind: LineKind | null): void {
    const telling = TELLING.test(line.text)
    const type = telling && TROUBLE.test(line.text) ? 'debug' : kind === null ? null : BY_KIND[kind]
    if (type !== null) this.#types.add(type, line)
    if (!telling) return
    if (MINOR.test(line.text)) this.#priorities.add('low', line)
    else if (URGENT.test(line.text)) this.#priorities.add('high', line)
  }

  /** A commit, or a command that failed. */
  work(line: CitedLine, failed: boolean): void {
    this.#types.add(failed || TROUBLE.test(line.text) ? 'debug' : 'implementation', line)
  }

  get type(): Suggestion<SessionType> | null {
    return this.#types.best(LEAST_SIGNALS)
  }

  /** One urgent line is enough: nobody writes it twice. */
  get priority(): Suggestion<Priority> | null {
    return this.#priorities.best(1)
  }
}
