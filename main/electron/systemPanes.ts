/**
 * Takes the person to what only macOS can do: its settings, and Apple's installer of the developer tools that bring Git. Owns the
 * fixed addresses; nothing that a page or a repository says gets into them. On other systems there is nothing to open.
 */
import { execFile } from 'node:child_process'
import { shell } from 'electron'

const PANES = {
  privacy: 'x-apple.systempreferences:com.apple.preference.security?Privacy_FilesAndFolders',
  menuBar: 'x-apple.systempreferences:com.apple.ControlCenter-Settings.extension',
} as const

/** Opens a pane of System Settings. */
export function openPane(pane: keyof typeof PANES): void {
  if (process.platform === 'darwin') void shell.openExternal(PANES[pane]).catch(() => undefined)
}

/** Asks Apple's installer for the developer tools; it shows its own dialog, and says so itself when they are there. */
export function installGit(): void {
  if (process.platform === 'darwin') execFile('/usr/bin/xcode-select', ['--install'], () => undefined)
}
