// biome-ignore-all lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says which row is current.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid's keys do the same.
/** One session of a list: state, names, when it last changed. Its height is that of the popover's rows. */
import type { ReactElement } from 'react'
import type { ListRow } from '../../../shared/ui/dashboardRows.ts'
import { BranchName } from '../../components/BranchName.tsx'
import { StateGlyph } from '../../components/StateGlyph.tsx'
import { rowPlace } from '../virtual/useRows.ts'

export const ROW_HEIGHT = 52

export interface SessionRowProps {
  readonly id: string
  readonly index: number
  /** `null` while it is being fetched. */
  readonly row: ListRow | null
  readonly isCurrent: boolean
  readonly onOpen: () => void
}

export function SessionRow({ id, index, row, isCurrent, onOpen }: SessionRowProps): ReactElement {
  const common = { id, className: 'row', style: rowPlace(index, ROW_HEIGHT), 'aria-rowindex': index + 1 }
  if (row === null) return <div {...common} role="row" aria-busy="true" />
  return (
    <div {...common} role="row" aria-selected={isCurrent} aria-label={row.name} onClick={onOpen}>
      <div role="gridcell" className="what">
        <StateGlyph state={row.state} />
        <div className="names">
          <div className="line">
            <b>{row.backlogId}</b>
            <span title={row.repo}>{row.repo}</span>
          </div>
          <BranchName parts={row.branchParts} title={row.branch} />
        </div>
      </div>
      <div role="gridcell" className="when">
        <div>{row.age}</div>
        <div>{row.standing}</div>
      </div>
    </div>
  )
}
