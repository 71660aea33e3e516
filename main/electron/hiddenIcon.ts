/**
 * Notices that macOS draws no icon for the app, and says so once, when the person opens the app in another way. Never makes
 * the icon anew: that does not help, and others have lost it for good by trying.
 */
import { app, dialog } from 'electron'
import { t } from '../../shared/ui/text.ts'

/** A fresh item takes a moment to get its place; one look alone may be too early, ms after the start. */
const LOOKS_MS = [5_000, 15_000]

export interface HiddenIconOptions {
  /** True if the icon is not drawn now. */
  readonly isHidden: () => boolean
  readonly showInDock: () => void
}

/** Looks twice; hidden both times, it tells at the next `activate`. Returns the function that ends the looking. */
export function watchHiddenIcon({ isHidden, showInDock }: HiddenIconOptions): () => void {
  let seenHidden = 0
  let told = false
  const timers = LOOKS_MS.map((ms) =>
    setTimeout(() => {
      if (isHidden()) seenHidden += 1
    }, ms),
  )
  const tell = (): void => {
    if (told || seenHidden < LOOKS_MS.length) return
    told = true
    void say(showInDock)
  }
  app.on('activate', tell)
  app.on('second-instance', tell)
  return () => {
    for (const timer of timers) clearTimeout(timer)
  }
}

async function say(showInDock: () => void): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: t('hiddenIcon.message'),
    detail: t('hiddenIcon.detail'),
    buttons: [t('dialog.ok'), t('hiddenIcon.dock')],
    defaultId: 0,
    cancelId: 0,
  })
  if (response === 1) showInDock()
}
