/** A line without axes. Small enough for SVG; it redraws only when its values change. */
import { memo, type ReactElement } from 'react'
import { linePoints } from '../../shared/ui/throughput.ts'

const BOX = { width: 120, height: 20, inset: 2 }

export interface SparklineProps {
  readonly values: readonly number[]
  readonly name: string
}

export const Sparkline = memo(function Sparkline({ values, name }: SparklineProps): ReactElement {
  return (
    <svg className="sparkline" width={BOX.width} height={BOX.height} viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={name}>
      <polyline fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" points={linePoints(values, BOX)} />
    </svg>
  )
}, same)

function same(a: SparklineProps, b: SparklineProps): boolean {
  return a.name === b.name && a.values.length === b.values.length && a.values.every((value, index) => value === b.values[index])
}
