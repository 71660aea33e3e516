/**
 * Why a repository could not be read, as the alert that tells it: no Git on this machine, no permission to read the folder, or Git's
 * own refusal. Owns the telling apart and the three alerts, so that recovery takes back whichever was shown.
 */
import { opendir } from 'node:fs/promises'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Alerts, Fault } from '../events/alerts.ts'

const ANSWER_MS = 2_000

export interface Unreadable {
  readonly kind: 'unreadable'
  readonly code: 'git.missing' | 'repo.denied' | 'git.failed'
  readonly reason: string
}

/** `look` opens the folder; it is asked only where the error does not say enough. */
export async function whyUnreadable(root: string, error: unknown, look: (root: string) => Promise<void> = openFolder): Promise<Unreadable> {
  const reason = messageOf(error)
  if (error instanceof ScribeError && error.code === 'git.missing') return { kind: 'unreadable', code: 'git.missing', reason }
  const denied = await withDeadline(look(root), ANSWER_MS, `Opening ${root}`).then(() => false, isDenial)
  return { kind: 'unreadable', code: denied ? 'repo.denied' : 'git.failed', reason }
}

export function raiseUnreadable(alerts: Alerts, { code, reason }: Unreadable, { root, name }: { readonly root: string; readonly name: string }): void {
  // Another reason than the one that is shown takes its place.
  for (const other of faultsOf(root)) if (other.code !== code) alerts.clear(other)
  for (const fault of faultsOf(root)) if (fault.code === code) alerts.raise({ ...fault, args: { repo: name, reason } })
}

export function clearUnreadable(alerts: Alerts, root: string): void {
  for (const fault of faultsOf(root)) alerts.clear(fault)
}

/** A missing Git is one trouble however many repositories have it. */
function faultsOf(root: string): Pick<Fault, 'code' | 'subject'>[] {
  return [
    { code: 'git.missing', subject: 'git' },
    { code: 'repo.denied', subject: root },
    { code: 'git.failed', subject: root },
  ]
}

/** macOS answers EPERM for a folder the person has not allowed, a file system EACCES. */
function isDenial(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EACCES')
}

async function openFolder(root: string): Promise<void> {
  const folder = await opendir(root)
  await folder.close()
}
