/**
 * When a figure is worth an alert: as data, and the state of each rule. Pure; times are given. A figure must be bad for a while before
 * it is told (hold), and clearly better before that is taken back (hysteresis), so that nothing flickers.
 */
import type { AlertCode } from '../../shared/domain/alert.ts'
import type { TimingName } from '../../shared/domain/metrics.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { Histogram } from './histogram.ts'
import type { Sample } from './sample.ts'

export interface Rule {
  readonly code: AlertCode
  /** The figure of the last minute, `null` where there is none to judge. */
  readonly figure: (samples: readonly Sample[], settings: Settings) => number | null
  /** Bad above it. */
  readonly above: (settings: Settings) => number
  /** Better at or below this share of `above`. */
  readonly clear: number
  /** For so long it must be bad, ms. */
  readonly holdMs: number
}

/** Fewer than this say nothing of a 95th percentile. */
const LEAST_SAMPLES = 5
const MEGABYTE = 1024 * 1024

/** The promises of the requirement; `docs/operations.md` says what to do about each. */
export const RULES: readonly Rule[] = [
  { code: 'slow.detection', figure: p95('change_ms'), above: () => 1_000, clear: 0.8, holdMs: 5_000 },
  { code: 'slow.context', figure: p95('context_ms'), above: () => 2_000, clear: 0.8, holdMs: 5_000 },
  { code: 'slow.commands', figure: p95('command_ms'), above: () => 500, clear: 0.8, holdMs: 5_000 },
  { code: 'slow.events', figure: p95('release_ms'), above: () => 100, clear: 0.8, holdMs: 5_000 },
  { code: 'load.processor', figure: processorShare, above: () => 5, clear: 0.8, holdMs: 60_000 },
  { code: 'load.memory', figure: memory, above: (settings) => settings['limits.memorySoft'], clear: 0.9, holdMs: 30_000 },
]

/** Where a rule stands. */
export interface RuleState {
  readonly badSince: number | null
  readonly raised: boolean
}

export const QUIET: RuleState = { badSince: null, raised: false }

/** The state after one look. What cannot be judged is as good as better: nothing is happening. */
export function stepped(state: RuleState, rule: Rule, look: { readonly now: number; readonly figure: number | null; readonly above: number }): RuleState {
  const { now, figure, above } = look
  if (figure === null || figure <= above * rule.clear) return QUIET
  if (figure <= above) return state.raised ? state : QUIET
  const badSince = state.badSince ?? now
  return { badSince, raised: state.raised || now - badSince >= rule.holdMs }
}

function p95(name: TimingName): Rule['figure'] {
  return (samples) => {
    const { count, p95: value } = Histogram.of(...samples.map(({ timings }) => timings[name])).timing
    return count < LEAST_SAMPLES ? null : value
  }
}

/** Percent of one core. */
function processorShare(samples: readonly Sample[]): number | null {
  const ms = samples.reduce((sum, sample) => sum + sample.ms, 0)
  const used = samples.reduce((sum, { counters }) => sum + counters.cpu_ms, 0)
  return ms === 0 ? null : Math.round((used / ms) * 1_000) / 10
}

/** Megabytes. */
function memory(samples: readonly Sample[]): number | null {
  const last = samples.at(-1)
  return last === undefined ? null : Math.round(last.gauges.rss_bytes / MEGABYTE)
}
