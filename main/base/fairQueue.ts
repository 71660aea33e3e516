/**
 * Who is next, when more is asked than may run at once. A pure state machine: it is told who comes, who leaves and what time it is, and
 * says whose turn it is. Between priorities turns go by weight (stride scheduling); within one, flows (a repository, a session) take
 * turns, so that one that asks a lot waits for itself. A priority that has had no turn for too long goes first, whatever its weight.
 * Invariant: never more inside than `limits` allow, and nobody waits while there is room for them.
 */
import { PRIORITIES, type Session } from '../../shared/domain/session.ts'

export type Priority = Session['priority']

export interface Limits {
  /** Inside at once. */
  readonly most: number
  /** Inside at once of one flow. */
  readonly mostPerFlow: number
  /** Waiting at once; who comes then is refused. */
  readonly mostWaiting: number
  readonly weights: Readonly<Record<Priority, number>>
}

export interface Ticket {
  readonly flow: string
  readonly priority: Priority
  /** When it came, ms; monotonic. */
  readonly at: number
}

/** Longer than this no priority is passed over, ms. The promise is 5 s (`fairQueue.test.ts`). */
export const LONGEST_WAIT_MS = 4_000

/** What one priority has waiting: flows in order of their turn, each with its tickets in order of arrival. */
interface Line {
  readonly flows: Map<string, Set<Ticket>>
  /** Turns taken, each counted by the inverse of the weight. */
  pass: number
  /** Since when it has waited for a turn, ms. */
  since: number
}

export class FairQueue {
  readonly #limits: () => Limits
  readonly #lines: Readonly<Record<Priority, Line>>
  readonly #inside = new Map<string, number>()
  #running = 0
  #waiting = 0
  /** The pass of the line that had the last turn: who waited for nothing has saved nothing up. */
  #now = 0

  /** `limits` is asked whenever somebody may go in, so that it can change while work runs. */
  constructor(limits: () => Limits) {
    this.#limits = limits
    this.#lines = Object.fromEntries(PRIORITIES.map((priority) => [priority, { flows: new Map(), pass: 0, since: 0 }])) as unknown as Record<Priority, Line>
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Puts a ticket into its line; false when too many wait. */
  come(ticket: Ticket): boolean {
    if (this.#waiting >= this.#limits().mostWaiting) return false
    const line = this.#lines[ticket.priority]
    if (line.flows.size === 0) {
      line.pass = Math.max(line.pass, this.#now)
      line.since = ticket.at
    }
    const tickets = line.flows.get(ticket.flow)
    if (tickets === undefined) line.flows.set(ticket.flow, new Set([ticket]))
    else tickets.add(ticket)
    this.#waiting++
    return true
  }

  /** Takes a ticket out that waits no longer; false if it does not wait. */
  giveUp(ticket: Ticket): boolean {
    const { flows } = this.#lines[ticket.priority]
    const tickets = flows.get(ticket.flow)
    if (tickets?.delete(ticket) !== true) return false
    if (tickets.size === 0) flows.delete(ticket.flow)
    this.#waiting--
    return true
  }

  /** The ticket that goes in now, or `null` when nobody may. */
  next(now: number): Ticket | null {
    const { most, weights } = this.#limits()
    if (this.#running >= most || this.#waiting === 0) return null
    const chosen = this.#overdue(now) ?? this.#byWeight()
    if (chosen === null) return null
    const line = this.#lines[chosen.priority]
    this.#now = line.pass
    line.pass += 1 / weights[chosen.priority]
    line.since = now
    this.#toTheEnd(line, chosen)
    this.giveUp(chosen)
    this.#running++
    this.#inside.set(chosen.flow, (this.#inside.get(chosen.flow) ?? 0) + 1)
    return chosen
  }

  /** Whoever was inside has left. */
  leave({ flow }: Ticket): void {
    const inside = (this.#inside.get(flow) ?? 1) - 1
    if (inside === 0) this.#inside.delete(flow)
    else this.#inside.set(flow, inside)
    this.#running--
  }

  #byWeight(): Ticket | null {
    return this.#firstIn(PRIORITIES.map((priority) => this.#lines[priority]).sort((a, b) => a.pass - b.pass))
  }

  /** Of the lines that have waited too long, the one that has waited longest. */
  #overdue(now: number): Ticket | null {
    const late = PRIORITIES.map((priority) => this.#lines[priority]).filter(({ since }) => since < now - LONGEST_WAIT_MS)
    return this.#firstIn(late.sort((a, b) => a.since - b.since))
  }

  #firstIn(lines: readonly Line[]): Ticket | null {
    for (const line of lines) {
      const ticket = this.#firsts(line).next().value
      if (ticket !== undefined) return ticket
    }
    return null
  }

  /** The first ticket of each flow that has room, in order of their turn. */
  *#firsts({ flows }: Line): Generator<Ticket, undefined> {
    const { mostPerFlow } = this.#limits()
    for (const [flow, tickets] of flows) {
      const [first] = tickets
      if (first !== undefined && (this.#inside.get(flow) ?? 0) < mostPerFlow) yield first
    }
  }

  #toTheEnd({ flows }: Line, { flow }: Ticket): void {
    const tickets = flows.get(flow)
    if (tickets === undefined) return
    flows.delete(flow)
    flows.set(flow, tickets)
  }
}
