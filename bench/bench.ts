/** The form of a bench: what it measures, and what it hands back. One file `NAME.bench.ts` a bench, which exports `bench`. */

export interface Result {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What was promised; `null` for a figure that stands beside another for comparison. */
  readonly target: number | null
  readonly better: 'lower' | 'higher'
  /** `null` where there is no target. */
  readonly ok: boolean | null
}

/** A figure as a bench measures it; the target is added from `targets.json`. */
export type Figure = Omit<Result, 'target' | 'ok'>

export interface Bench {
  readonly summary: string
  run(say: (line: string) => void): Promise<readonly Figure[]>
}

/** Names, with what is promised, for one bench. */
export type Targets = Readonly<Record<string, number>>

/** The figures with their targets. A target nobody measured is a mistake in the bench, so it throws. */
export function judge(figures: readonly Figure[], targets: Targets): Result[] {
  const unmeasured = Object.keys(targets).filter((name) => !figures.some((figure) => figure.name === name))
  if (unmeasured.length > 0) throw new Error(`no figure for the targets ${unmeasured.join(', ')}`)
  return figures.map((figure) => {
    const target = targets[figure.name] ?? null
    if (target === null) return { ...figure, target, ok: null }
    return { ...figure, target, ok: figure.better === 'lower' ? figure.value <= target : figure.value >= target }
  })
}

/** The value below which `share` (0 to 1) of the samples lie, by the nearest-rank method. Throws on no samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (found === undefined) throw new Error('no samples')
  return found
}

/** `p50` and `p95` (or others) of samples as figures, rounded to a tenth. */
export function latencies(name: string, samples: readonly number[], shares: readonly number[] = [0.5, 0.95]): Figure[] {
  return shares.map((share) => ({ name: `${name} p${Math.round(share * 100)}`, value: round(percentile(samples, share)), unit: 'ms', better: 'lower' }))
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}
