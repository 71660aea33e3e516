/** How long the popover's page is kept after it was hidden. Pure. */
import type { Settings } from '../../shared/domain/settings.ts'

/** Reopening is instant while the page lives; afterwards its memory is worth more, on battery or in heat sooner. */
const KEPT_MS = 10 * 60_000
const KEPT_SPARING_MS = 5 * 60_000

/** Milliseconds, or `null` for as long as the app runs. */
export function keptWarmMs(keepReady: Settings['general.keepReady'], sparing: boolean): number | null {
  if (keepReady === 'always') return null
  if (keepReady === 'never') return 0
  return sparing ? KEPT_SPARING_MS : KEPT_MS
}
