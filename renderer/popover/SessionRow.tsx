// biome-ignore-all lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts.
// biome-ignore-all lint/a11y/useFocusableInteractive: the row has the focus, its cells never do.
/** One session: state, names, last change; pointing at it or walking to it shows its buttons. 52 px. */
import type { ReactElement } from 'react'
import { t } from '../../shared/ui/text.ts'
import type { SessionRow as Row } from '../../shared/ui/ui-contract.ts'
import { BranchName } from '../components/BranchName.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { StateGlyph } from '../components/StateGlyph.tsx'

export interface SessionRowProps {
  readonly row: Row
  readonly index: number
  readonly isCurrent: boolean
  readonly isOpen: boolean
  readonly enabled: boolean
  readonly onToggle: (row: Row) => void
  readonly onStop: (row: Row) => void
  readonly onOpen: (row: Row) => void
}

export function SessionRow({ row, index, isCurrent, isOpen, enabled, onToggle, onStop, onOpen }: SessionRowProps): ReactElement {
  const { last, verb } = row
  const disabled = !enabled || row.busy
  return (
    <div
      role="row"
      className="row"
      data-id={row.id}
      data-state={row.state}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={row.name}
      aria-rowindex={index + 1}
      aria-level={1}
      aria-expanded={isOpen}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Return on the row does the same. */}
      <div role="gridcell" className="what" title={row.proof} onClick={() => onOpen(row)}>
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
        {row.waits !== '' && (
          <div className="last" data-waits>
            <span>{row.waits}</span>
          </div>
        )}
        {row.waits === '' && last !== null && (
          <div className="last">
            <span>{last.what}</span>
            {`${t('separator.dot')}${last.age}`}
          </div>
        )}
        <div>{row.standing}</div>
      </div>
      <div role="gridcell" className="acts">
        {verb === null ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={t('row.undoStop', { id: row.backlogId })}
            aria-disabled={disabled}
            onClick={() => disabled || onToggle(row)}
          >
            {t('row.undo')}
          </button>
        ) : (
          <>
            <IconButton icon={verb} name={t(`row.${verb}`, { id: row.backlogId })} disabled={disabled} inRow onPress={() => onToggle(row)} />
            <IconButton icon="stop" name={t('row.stop', { id: row.backlogId })} disabled={disabled} inRow onPress={() => onStop(row)} />
          </>
        )}
      </div>
    </div>
  )
}
