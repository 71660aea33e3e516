/** Charts as a table of their values, for eyes, for ears and as CSV (RFC 4180). Pure. */
import type { ChartData } from './chartTypes.ts'

export interface ValueTable {
  readonly head: readonly string[]
  /** Newest first; `null` where nothing was measured. */
  readonly rows: readonly { readonly at: number; readonly values: readonly (number | null)[] }[]
}

/** All series side by side, one row for each time at which any was measured. */
export function tableOf({ series }: ChartData): ValueTable {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => b - a)
  const maps = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])))
  return { head: series.map(({ name }) => name), rows: times.map((at) => ({ at, values: maps.map((map) => map.get(at) ?? null) })) }
}

/** Times in ISO 8601, plain numbers. */
export function csvOf(charts: readonly ChartData[]): string {
  const lines = charts.flatMap((chart) => {
    const { head, rows } = tableOf(chart)
    return rows
      .toReversed()
      .flatMap(({ at, values }) => values.flatMap((value, index) => (value === null ? [] : [[at, chart.title, head[index] ?? '', value] as const])))
  })
  const text = lines.map(([at, chart, series, value]) => [new Date(at).toISOString(), field(chart), field(series), String(value)].join(','))
  return `${['time,chart,series,value', ...text].join('\r\n')}\r\n`
}

/** A field that begins like a formula is one that a spreadsheet would run. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
