/** Where a value stands on an axis, and which values are named beside it. Pure. Invariant: a scale never divides by nothing. */

export interface Scale {
  /** The place of a value, from 0 (the axis' beginning) to 1. Values beyond the ends stand at the ends. */
  readonly place: (value: number) => number
  /** Round values within the axis, lowest first. */
  readonly ticks: readonly number[]
  readonly max: number
}

const TICKS = 4

/** From 0 to a round value at or above `most`. */
export function linearScale(most: number): Scale {
  const step = roundStep(Math.max(most, Number.EPSILON) / TICKS)
  const max = Math.max(step, Math.ceil(most / step) * step)
  const ticks = Array.from({ length: Math.round(max / step) + 1 }, (_, index) => Number((index * step).toPrecision(12)))
  return { place: (value) => clamp(value / max), ticks, max }
}

/** By powers of ten, from the one at or below `least` to the one at or above `most`; both above 0. */
export function logScale(least: number, most: number): Scale {
  const low = Math.floor(Math.log10(Math.max(least, 0.1)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(most, 0.1))))
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => Number((10 ** (low + index)).toPrecision(3)))
  return { place: (value) => (value <= 0 ? 0 : clamp((Math.log10(value) - low) / (high - low))), ticks, max: 10 ** high }
}

/** 1, 2 or 5 times a power of ten, at or above `value`. */
export function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10
  return factor * power
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
