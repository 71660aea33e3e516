/**
 * Lines over time in one SVG: axes, target lines, and a crosshair that mouse and arrow keys move. Draws what it is given; owns only where
 * the crosshair stands. To a screen reader it is a picture with a sentence; the table beside it has every value.
 */
import { type KeyboardEvent, memo, type PointerEvent, type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import { clockTime } from '../../../shared/ui/format.ts'
import { t } from '../text.ts'
import type { ChartData, Span } from './chartTypes.ts'
import { linePath, nearest, type Plot, xOf } from './path.ts'
import { linearScale, logScale, type Scale } from './scale.ts'

const HEIGHT = 132
const LEFT = 46
const BOTTOM = 18
const TOP = 8
const FIRST_WIDTH = 520
const TIMES = 4

export interface LineChartProps {
  readonly data: ChartData
  readonly span: Span
}

export const LineChart = memo(function LineChart({ data, span }: LineChartProps): ReactElement {
  const [box, width] = useWidth()
  const [cursor, setCursor] = useState<number | null>(null)
  const scale = useMemo(() => scaleOf(data), [data])
  const plot: Plot = { width: Math.max(40, width - LEFT), height: HEIGHT - TOP - BOTTOM, from: span.from, to: span.to, place: scale.place }
  const times = useMemo(() => timesOf(data), [data])
  const at = cursor === null ? null : (times[Math.min(cursor, times.length - 1)]?.at ?? null)
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT
    setCursor(nearest(times, span.from + (x / plot.width) * (span.to - span.from)))
  }
  const walk = (event: KeyboardEvent): void => {
    const last = times.length - 1
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step !== undefined) setCursor((now) => Math.min(last, Math.max(0, (now ?? last) + (now === null ? 0 : step))))
    if (event.key === 'Escape') setCursor(null)
  }
  return (
    <div className="chart-box" ref={box}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={`${data.title}. ${data.caption}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys walk through its values, which are then said below.
        tabIndex={0}
        onPointerMove={point}
        onPointerLeave={() => setCursor(null)}
        onKeyDown={walk}
        onBlur={() => setCursor(null)}
      >
        <g transform={`translate(${LEFT} ${TOP})`}>
          <Axes scale={scale} plot={plot} format={data.format} />
          <Targets targets={data.targets.filter(({ value }) => value <= scale.max)} plot={plot} />
          <Lines data={data} plot={plot} gapMs={span.gapMs} />
          {at !== null && <line className="crosshair" x1={xOf(at, plot)} x2={xOf(at, plot)} y1={0} y2={plot.height} />}
        </g>
      </svg>
      <Legend data={data} at={at} />
    </div>
  )
})

function Axes({ scale, plot, format }: { readonly scale: Scale; readonly plot: Plot; readonly format: ChartData['format'] }): ReactElement {
  const step = (plot.to - plot.from) / TIMES
  return (
    <g className="axes">
      {scale.ticks.map((tick) => {
        const y = (1 - scale.place(tick)) * plot.height
        return (
          <g key={tick}>
            <line x1={0} x2={plot.width} y1={y} y2={y} />
            <text x={-6} y={y + 3.5} textAnchor="end">
              {format(tick)}
            </text>
          </g>
        )
      })}
      {Array.from({ length: TIMES + 1 }, (_, index) => plot.from + index * step).map((at, index) => (
        <text key={at} x={xOf(at, plot)} y={plot.height + 14} textAnchor={index === 0 ? 'start' : index === TIMES ? 'end' : 'middle'}>
          {timeLabel(at, plot.to - plot.from)}
        </text>
      ))}
    </g>
  )
}

/** Only those within the axis: a line at its top would stand for another value. */
function Targets({ targets, plot }: { readonly targets: ChartData['targets']; readonly plot: Plot }): ReactElement {
  return (
    <g className="targets">
      {targets.map(({ value, name }) => {
        const y = (1 - plot.place(value)) * plot.height
        return (
          <g key={name}>
            <line x1={0} x2={plot.width} y1={y} y2={y} />
            <text x={plot.width - 2} y={y - 3} textAnchor="end">
              {name}
            </text>
          </g>
        )
      })}
    </g>
  )
}

const Lines = memo(function Lines({ data, plot, gapMs }: { readonly data: ChartData; readonly plot: Plot; readonly gapMs: number }): ReactElement {
  return (
    <g className="lines">
      {data.series.map(({ key, tone, points }) => (
        <path key={key} data-tone={tone} d={linePath(points, plot, gapMs)} />
      ))}
    </g>
  )
})

/** The names of the lines; with a time, their values then. */
function Legend({ data, at }: { readonly data: ChartData; readonly at: number | null }): ReactElement {
  return (
    <p className="legend" aria-live={at === null ? 'off' : 'polite'}>
      {at !== null && <time>{new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })}</time>}
      {data.series.map(({ key, name, tone, points }) => {
        const value = at === null ? null : (points.find((point) => point.at === at)?.value ?? null)
        return (
          <span key={key}>
            <svg width="18" height="8" aria-hidden="true" className="lines">
              <path data-tone={tone} d="M1 4H17" />
            </svg>
            {name}
            {value !== null && <b>{data.format(value)}</b>}
          </span>
        )
      })}
      {data.series.length === 0 && t('chart.nothing')}
    </p>
  )
}

/** Of a few, a promise is shown whatever was measured. */
const FEW = 10

/** Everything that is drawn has room; a promise far above what is measured does not press it flat. */
function scaleOf({ series, targets, axis }: ChartData): Scale {
  const values = series.flatMap(({ points }) => points.map(({ value }) => value ?? 0)).filter((value) => value > 0)
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  if (axis === 'log') {
    const all = [...values, ...targets.map(({ value }) => value)]
    return logScale(
      Math.max(
        1,
        all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      ),
      all.reduce((a, b) => Math.max(a, b), 1),
    )
  }
  const near = targets.map(({ value }) => value).filter((value) => value <= Math.max(most * 4, FEW))
  return linearScale(Math.max(1, most, ...near))
}

function timesOf({ series }: ChartData): { readonly at: number }[] {
  const longest = series.reduce<ChartData['series'][number] | null>((a, b) => (a === null || b.points.length > a.points.length ? b : a), null)
  return [...(longest?.points ?? [])]
}

function timeLabel(at: number, ms: number): string {
  if (ms <= 36 * 3_600_000) return clockTime(at)
  return new Date(at).toLocaleDateString([], { day: 'numeric', month: 'short' })
}

/** The width that the page gives, px. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(FIRST_WIDTH)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setWidth(Math.round(entry.contentRect.width)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [box, width]
}
