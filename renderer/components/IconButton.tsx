/** A button that shows a picture only; its name is spoken and shown as a tooltip. */
import type { ReactElement } from 'react'
import { Icon, type IconName } from './Icon.tsx'

export interface IconButtonProps {
  readonly icon: IconName
  readonly name: string
  readonly disabled?: boolean
  /** Buttons within a row are reached by arrow keys, not by Tab. */
  readonly inRow?: boolean
  readonly bezel?: boolean
  readonly onPress: () => void
}

export function IconButton({ icon, name, disabled = false, inRow = false, bezel = false, onPress }: IconButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={bezel ? 'bezel' : undefined}
      aria-label={name}
      title={name}
      aria-disabled={disabled}
      tabIndex={inRow ? -1 : 0}
      onClick={() => disabled || onPress()}
    >
      <Icon name={icon} />
    </button>
  )
}
