/**
 * Signs that work goes round in circles: the same command fails again and again, or one file is changed over and over and nothing else.
 * Pure, fed with the entries of one session in order, bounded. A commit, or the command's success, is progress and ends it.
 */
import type { Entry } from '../../shared/domain/entry.ts'
import { bulletsOf, changedFilesOf, commandOf } from '../../shared/summaries/entryLines.ts'

/** In this time, ms. */
const WITHIN_MS = 30 * 60_000
const FAILURES = 4
const REWRITES = 20
/** Commands that are remembered. */
const MOST_COMMANDS = 50

export type Loop =
  | { readonly kind: 'command'; readonly what: string; readonly times: number }
  | { readonly kind: 'file'; readonly what: string; readonly times: number }

export class LoopWatch {
  readonly #failures = new Map<string, number[]>()
  #file = { path: '', at: [] as number[] }

  /** What goes round now that this entry is known, or `null`. */
  add({ kind, at, lines }: Pick<Entry, 'kind' | 'at' | 'lines'>): Loop | null {
    if (kind === 'commit') this.#forget()
    if (kind === 'change') this.#changed(lines, at)
    if (kind === 'note') for (const { text } of bulletsOf(lines)) this.#ran(text, at)
    return this.#worst(at)
  }

  #forget(): void {
    this.#failures.clear()
    this.#file = { path: '', at: [] }
  }

  #changed(lines: readonly string[], at: number): void {
    const [only, ...more] = changedFilesOf(lines)
    const isSame = only !== undefined && more.length === 0 && only.path === this.#file.path
    if (isSame) this.#file.at = [...this.#file.at, at].slice(-REWRITES)
    else this.#file = { path: more.length === 0 ? (only?.path ?? '') : '', at: [at] }
  }

  #ran(text: string, at: number): void {
    const ran = commandOf(text)
    if (ran === null) return
    const failed = ran.exit !== null && ran.exit !== 0
    const earlier = this.#failures.get(ran.command) ?? []
    this.#failures.delete(ran.command)
    if (failed) this.#failures.set(ran.command, [...earlier, at].slice(-FAILURES * 4))
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > MOST_COMMANDS && oldest !== undefined) this.#failures.delete(oldest)
  }

  #worst(now: number): Loop | null {
    const within = (times: readonly number[]): number => times.filter((at) => now - at <= WITHIN_MS).length
    for (const [command, times] of this.#failures) if (within(times) >= FAILURES) return { kind: 'command', what: command, times: within(times) }
    const rewrites = this.#file.path === '' ? 0 : within(this.#file.at)
    return rewrites >= REWRITES ? { kind: 'file', what: this.#file.path, times: rewrites } : null
  }
}
