/**
 * The rounds of proof: every 30 s each root is asked to show its marker, and a root that does not in time is named. Owns
 * timers and who has answered; what follows from silence is the watcher's. While all is well no other timer fires.
 */

export interface ProofTiming {
  /** Pause between two rounds, ms. */
  readonly roundMs: number
  /** A marker that has not come back by then counts as not seen, ms. */
  readonly deadlineMs: number
}

/** A dead watch is known within 40 s; the promise is 60 s. */
export const PROOF_TIMING: ProofTiming = { roundMs: 30_000, deadlineMs: 10_000 }
/** A round that begins this much late was held up by sleep, or by a stopped process. */
const LATE_MS = 15_000

export interface ProofEvents {
  /** Ask this root for its marker. */
  ask(root: string, tick: number): void
  /** The marker came back `ms` after it was written. */
  proved(root: string, ms: number): void
  /** These did not answer in time; `all` if nobody did in a round that asked every root. */
  missed(roots: readonly string[], all: boolean): void
  /** A round has begun; `number` counts from 1. */
  round(number: number): void
  /** The machine slept, or this process stood still, for about this long (ms). */
  woke(ms: number): void
}

interface Round {
  /** Roots that have not answered yet. */
  readonly open: Set<string>
  readonly asked: number
  readonly everyRoot: boolean
  readonly timer: NodeJS.Timeout
}

export class Proofs {
  readonly #events: ProofEvents
  readonly #monotonic: () => number
  readonly #roots: () => Iterable<string>
  readonly #rounds = new Map<number, Round>()
  #tick = 0
  #count = 0
  #next: NodeJS.Timeout | undefined
  #dueAt = 0
  readonly #timing: ProofTiming

  constructor(options: { events: ProofEvents; roots: () => Iterable<string>; monotonic: () => number; timing?: ProofTiming }) {
    this.#timing = options.timing ?? PROOF_TIMING
    this.#events = options.events
    this.#roots = options.roots
    this.#monotonic = options.monotonic
  }

  /** Rounds begin, the first after 30 s. */
  start(): void {
    this.#dueAt = this.#monotonic() + this.#timing.roundMs
    this.#next = setTimeout(() => this.#onRound(), this.#timing.roundMs)
  }

  /** Asks one root out of turn, or all. */
  askNow(root?: string): void {
    const open = new Set(root === undefined ? this.#roots() : [root])
    if (open.size === 0) return
    const tick = ++this.#tick
    // After a sleep the deadline is due before the answers that wait in the pipe are read: let them in first.
    const timer = setTimeout(() => setImmediate(() => this.#onDeadline(tick)), this.#timing.deadlineMs)
    this.#rounds.set(tick, { open, asked: open.size, everyRoot: root === undefined, timer })
    for (const asked of open) this.#events.ask(asked, tick)
  }

  /** A root's marker was seen; an answer that comes too late is passed over. */
  answered(tick: number, root: string, ms: number): void {
    const round = this.#rounds.get(tick)
    if (round?.open.delete(root) !== true) return
    if (round.open.size === 0) this.#end(tick, round)
    this.#events.proved(root, ms)
  }

  /** The root was heard of but cannot prove itself now; what that means is said elsewhere. */
  excused(tick: number, root: string): void {
    const round = this.#rounds.get(tick)
    if (round?.open.delete(root) === true && round.open.size === 0) this.#end(tick, round)
  }

  /** This root need not answer any more. */
  forget(root: string): void {
    for (const [tick, round] of this.#rounds) if (round.open.delete(root) && round.open.size === 0) this.#end(tick, round)
  }

  /** Nobody need answer what was asked so far: whoever was asked has ended. */
  forgetAll(): void {
    for (const [tick, round] of this.#rounds) this.#end(tick, round)
  }

  close(): void {
    clearTimeout(this.#next)
    this.forgetAll()
  }

  #onRound(): void {
    this.#events.round(++this.#count)
    const late = this.#monotonic() - this.#dueAt
    this.start()
    if (late > LATE_MS) this.#events.woke(late)
    else this.askNow()
  }

  #onDeadline(tick: number): void {
    const round = this.#rounds.get(tick)
    if (round === undefined) return
    this.#end(tick, round)
    this.#events.missed([...round.open], round.everyRoot && round.open.size === round.asked)
  }

  #end(tick: number, round: Round): void {
    clearTimeout(round.timer)
    this.#rounds.delete(tick)
  }
}
