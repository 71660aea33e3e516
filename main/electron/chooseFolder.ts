/** The system's folder dialog, asked for by a page. */
import { app, dialog } from 'electron'
import type { Popover } from './windows.ts'

/** The folder chosen, or `null`. A `popover` that asks makes room first: it floats above the system's dialog and would cover it. */
export async function chooseFolder(popover: Popover | null): Promise<string | null> {
  popover?.hide()
  app.focus({ steal: true })
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'], defaultPath: app.getPath('home') })
  popover?.show()
  return filePaths[0] ?? null
}
