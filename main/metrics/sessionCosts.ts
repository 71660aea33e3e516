/** What each session cost, and whether it goes round in circles. Owns the figures of live sessions; one that is gone is forgotten. */
import type { Timing } from '../../shared/domain/metrics.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import { Histogram } from './histogram.ts'
import { type Loop, LoopWatch } from './looping.ts'

interface Costs {
  changes: number
  entries: number
  readonly latency: Histogram
  readonly loops: LoopWatch
}

const MOST_REPOSITORIES = 500

export class SessionCosts {
  readonly #sessions = new Map<string, Costs>()
  readonly #git = new Map<string, { runs: number; ms: number }>()
  readonly #onLoop: (sessionId: string, loop: Loop | null) => void

  /** `onLoop` is told after each entry what goes round in its session. */
  constructor(onLoop: (sessionId: string, loop: Loop | null) => void) {
    this.#onLoop = onLoop
  }

  heed(event: ScribeEvent): void {
    if (event.topic === 'change.recorded') {
      const costs = this.#of(event.session_id)
      costs.changes += event.count
      costs.latency.add(event.latency_ms)
    }
    if (event.topic === 'worklog.appended') {
      const costs = this.#of(event.session_id)
      costs.entries++
      this.#onLoop(event.session_id, costs.loops.add(event.entry))
    }
    if (event.topic !== 'session.stopped') return
    this.#sessions.delete(event.session.id)
    this.#onLoop(event.session.id, null)
  }

  /** Git ran in a folder for `ms`. */
  ran(folder: string, ms: number): void {
    const known = this.#git.get(folder) ?? { runs: 0, ms: 0 }
    this.#git.delete(folder)
    this.#git.set(folder, { runs: known.runs + 1, ms: known.ms + ms })
    const [oldest] = this.#git.keys()
    if (this.#git.size > MOST_REPOSITORIES && oldest !== undefined) this.#git.delete(oldest)
  }

  of(sessionId: string, folder: string): { changes: number; entries: number; git_runs: number; git_ms: number; change_ms: Timing } {
    const { changes = 0, entries = 0, latency = new Histogram() } = this.#sessions.get(sessionId) ?? {}
    const { runs = 0, ms = 0 } = this.#git.get(folder) ?? {}
    return { changes, entries, git_runs: runs, git_ms: Math.round(ms), change_ms: latency.timing }
  }

  #of(sessionId: string): Costs {
    const known = this.#sessions.get(sessionId) ?? { changes: 0, entries: 0, latency: new Histogram(), loops: new LoopWatch() }
    this.#sessions.set(sessionId, known)
    return known
  }
}
