/**
 * What menus, shortcuts and notifications do: commands to the daemon as the person in front of it, questions before what cannot be
 * undone at once, files shown in the Finder. Owns no state; a refusal has no window here, so a dialog says it.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, dialog, shell } from 'electron'
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import { COMMANDS, type CommandInput, SCOPES } from '../../shared/protocol/commands.ts'
import { t } from '../../shared/ui/text.ts'
import type { Daemon } from '../daemon.ts'
import { fileInside, plainName } from './namedFiles.ts'

/** The person in front of the app may do everything. */
export const PERSON = { kind: 'ui', scopes: SCOPES } as const

/** Runs a command; a refusal is shown. */
export async function run<N extends CommandName>(daemon: Daemon, name: N, input: CommandInput<N>): Promise<void> {
  const reply = await daemon.dispatch(name, input, PERSON)
  if (!reply.ok) await dialog.showMessageBox({ type: 'warning', message: t('dialog.refused'), detail: reply.error.message })
}

/** Runs one verb on each of these sessions. */
export async function runAll(daemon: Daemon, verb: CommandName, sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map(({ id }) => run(daemon, verb, { session: id })))
}

export async function set(daemon: Daemon, values: Partial<Settings>): Promise<void> {
  await run(daemon, 'settings/update', { values })
}

/** Asks once, then stops these. */
export async function stopAll(daemon: Daemon, sessions: readonly Session[]): Promise<void> {
  const message = t('stopAll.message', { count: sessions.length })
  if (await confirmed(message, t('stopAll.stop'))) await runAll(daemon, 'session/stop', sessions)
}

/** Quitting from a menu pauses what records, which is said first. */
export async function askAndQuit(daemon: Daemon): Promise<void> {
  const recording = Object.values(daemon.snapshot().sessions).filter(({ state }) => state === 'recording').length
  const message = t('quit.message', { count: recording })
  if (recording === 0 || (await confirmed(message, t('quit.quit')))) app.quit()
}

/** Shows a worklog in the Finder, or a file of the session's repository; nothing for one that is not there or lies outside of it. */
export async function reveal(daemon: Daemon, id: string, file?: string): Promise<void> {
  const reply = await daemon.dispatch('session/get', { session: id }, PERSON)
  if (!reply.ok) return
  const { repo, worklog } = COMMANDS['session/get'].output.parse(reply.result).session
  const path = await fileInside(repo, file ?? worklog)
  if (path !== null) shell.showItemInFolder(path)
}

/** Asks where to, then writes; false if the person gives no place. */
export async function saveText(name: string, text: string): Promise<boolean> {
  app.focus({ steal: true })
  const { filePath, canceled } = await dialog.showSaveDialog({ defaultPath: join(app.getPath('documents'), plainName(name)) })
  if (canceled || filePath === '') return false
  await writeFile(filePath, text)
  return true
}

export function showLog(file: string): void {
  shell.showItemInFolder(file)
}

export function showAbout(): void {
  app.focus({ steal: true })
  app.showAboutPanel()
}

async function confirmed(message: string, button: string): Promise<boolean> {
  app.focus({ steal: true })
  const { response } = await dialog.showMessageBox({ type: 'question', message, buttons: [button, t('dialog.cancel')], defaultId: 0, cancelId: 1 })
  return response === 0
}
