/** A chart as values: everything that is drawn, said and tabulated comes from this. */
import type { Point } from './path.ts'

export interface Series {
  readonly key: string
  readonly name: string
  /** A colour of the tokens (`--c1` to `--c6`), and a dash besides, so that colour is never all that tells lines apart. */
  readonly tone: 1 | 2 | 3 | 4 | 5 | 6
  readonly points: readonly Point[]
}

export interface Target {
  readonly value: number
  readonly name: string
}

export interface ChartData {
  readonly id: string
  readonly title: string
  /** What the newest figures are, as a sentence. */
  readonly caption: string
  /** How a value is written, with its unit. */
  readonly format: (value: number) => string
  readonly axis: 'linear' | 'log'
  readonly series: readonly Series[]
  /** Lines for what is promised, or wanted. */
  readonly targets: readonly Target[]
}

/** The time that all charts of a page show, ms since 1970; a longer silence than `gapMs` is a gap. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly gapMs: number
}
