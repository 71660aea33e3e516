/**
 * Judges the figures and what sessions do, and tells: raised once, told anew when the figure has become clearly worse, taken back when it
 * is better. Owns the states of the rules; the rules themselves are data (`alertRules.ts`, `looping.ts`).
 */
import type { Settings } from '../../shared/domain/settings.ts'
import type { Alerts } from '../events/alerts.ts'
import { QUIET, RULES, type Rule, type RuleState, stepped } from './alertRules.ts'
import type { Sample } from './sample.ts'

/** A figure this much worse than what was told is told again. */
const CLEARLY_WORSE = 1.5

export interface WatchdogParts {
  readonly alerts: Pick<Alerts, 'raise' | 'update' | 'clear'>
  readonly settings: () => Settings
  readonly monotonic: () => number
}

export class Watchdog {
  readonly #parts: WatchdogParts
  readonly #states = new Map<Rule, RuleState>()
  readonly #told = new Map<Rule, number>()

  constructor(parts: WatchdogParts) {
    this.#parts = parts
  }

  /** Judges the samples of the last minute; without any nothing is bad. */
  look(samples: readonly Sample[]): void {
    const settings = this.#parts.settings()
    for (const rule of RULES) this.#judge(rule, { figure: rule.figure(samples, settings), above: rule.above(settings) })
  }

  #judge(rule: Rule, { figure, above }: { readonly figure: number | null; readonly above: number }): void {
    const { alerts, monotonic } = this.#parts
    const before = this.#states.get(rule) ?? QUIET
    const state = stepped(before, rule, { now: monotonic(), figure, above })
    this.#states.set(rule, state)
    const fault = { code: rule.code, subject: 'daemon' }
    if (before.raised && !state.raised) return alerts.clear(fault)
    if (!state.raised || figure === null) return
    if (before.raised && figure < (this.#told.get(rule) ?? 0) * CLEARLY_WORSE) return
    this.#told.set(rule, figure)
    const told = { ...fault, args: { value: Math.round(figure), target: above } }
    if (before.raised) alerts.update(told)
    else alerts.raise(told)
  }
}
