/** The system's folder dialog, asked for by a page. */
import { app, dialog, type WebContents } from 'electron'
import type { Popover } from './windows.ts'

/** The folder chosen, or `null`. The popover makes room first: it floats above the system's dialog and would cover it. */
export async function chooseFolder(popover: Popover, asking: WebContents): Promise<string | null> {
  const isPopover = popover.owns(asking)
  if (isPopover) popover.hide()
  app.focus({ steal: true })
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'], defaultPath: app.getPath('home') })
  if (isPopover) popover.show()
  return filePaths[0] ?? null
}
