/** Equal spans of time in one strip, a cell each, the busier the stronger. One picture with a name; a pointer over a cell says its count. */
import type { ReactElement } from 'react'
import { t } from '../text.ts'
import { heatOf } from './heat.ts'

export interface HeatCellsProps {
  readonly counts: readonly number[]
  /** The count that is the strongest; its own busiest cell without it. */
  readonly most?: number
  /** When the first span began and how long each is, ms. */
  readonly from: number
  readonly stepMs: number
  /** What the strip says, as a sentence. */
  readonly name: string
  /** "14:05": how the beginning of a span is said. */
  readonly when: (at: number) => string
}

export function HeatCells({ counts, most, from, stepMs, name, when }: HeatCellsProps): ReactElement {
  const heat = heatOf(counts, most)
  return (
    <div className="heat" role="img" aria-label={name}>
      {counts.map((count, index) => {
        const at = from + index * stepMs
        return <span key={at} data-heat={heat[index]} title={t('heat.cell', { time: when(at), count })} />
      })}
    </div>
  )
}
