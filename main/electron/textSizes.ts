/** The steps of the size of text. Pure. */
import { controlOf, type Settings } from '../../shared/domain/settings.ts'

type TextSize = Settings['general.textSize']

/** The next size in that direction, the last one at the end, the standard for 0. */
export function nextTextSize(size: TextSize, step: -1 | 0 | 1): TextSize {
  const control = controlOf('general.textSize')
  const sizes = control.kind === 'choice' ? control.options : []
  const next = step === 0 ? sizes[0] : sizes[sizes.indexOf(size) + step]
  return (next as TextSize | undefined) ?? size
}
