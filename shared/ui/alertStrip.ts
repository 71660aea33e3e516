/** Which alert is shown and in which words. Pure. Alerts cross as codes with arguments; the arguments are foreign text. */
import type { Alert } from '../domain/alert.ts'
import { fileName, plainText } from './format.ts'
import { t } from './text.ts'
import type { AlertAction, AlertStrip } from './ui-contract.ts'

const WORST_FIRST: Record<Alert['severity'], number> = { error: 0, warning: 1, info: 2 }

type Shell = 'app' | 'browser'

const CHOOSE_AGAIN: AlertAction = { label: t('alert.action.chooseAgain'), kind: 'chooseFolder' }
const PRIVACY: AlertAction = { label: t('alert.action.privacy'), kind: 'show', surface: 'privacy' }
const RESTART: AlertAction = { label: t('alert.action.restart'), kind: 'show', surface: 'restart' }
const SHOW_LOG: AlertAction = { label: t('alert.action.log'), kind: 'show', surface: 'log' }
const INSTALL_GIT: AlertAction = { label: t('alert.action.installGit'), kind: 'show', surface: 'gitInstaller' }

/** The worst alert, the newest of its severity, and how many are behind it; a refusal given to this window comes first. */
export function alertStrip(alerts: readonly Alert[], { refusal, shell }: { readonly refusal: string | null; readonly shell: Shell }): AlertStrip | null {
  const [worst, ...others] = [...alerts].sort((a, b) => WORST_FIRST[a.severity] - WORST_FIRST[b.severity] || b.at - a.at)
  if (refusal !== null) return { id: null, severity: 'error', text: refusal, actions: [], more: more(alerts.length) }
  return worst === undefined
    ? null
    : { id: worst.id, severity: worst.severity, text: alertText(worst), actions: actionsOf(worst, shell), more: more(others.length) }
}

/** What a person can do about it with one press. A browser opens nothing of the system. */
function actionsOf({ code, session_id: session }: Alert, shell: Shell): AlertAction[] {
  if (code === 'repo.denied') return shell === 'app' ? [CHOOSE_AGAIN, PRIVACY] : []
  if (code === 'git.missing') return shell === 'app' ? [INSTALL_GIT] : []
  if (code === 'daemon.safeMode') return shell === 'app' ? [RESTART, SHOW_LOG] : []
  if (session === undefined) return []
  const keep: AlertAction = { label: t('alert.action.keep'), kind: 'command', command: 'session/resume', session }
  const stop: AlertAction = { label: t('alert.action.stop'), kind: 'command', command: 'session/stop', session }
  if (code === 'session.idleWarning') return [keep, stop]
  return code === 'repo.gone' ? [stop] : []
}

/** An alert as a sentence. */
export function alertText(alert: Alert): string {
  const words = Object.entries(alert.args).map(([name, value]) => [name, typeof value === 'number' ? value : foreign(name, value)])
  return t(`alert.${alert.code}`, Object.fromEntries(words)).trim()
}

/** Some alerts name a repository by its path; its name is enough here. */
function foreign(name: string, value: string): string {
  return name === 'repo' ? plainText(fileName(value), 60) : plainText(withoutCall(value), 160)
}

/** "ENOSPC: no space left on device, write" is about the disk; which call met it is for the log. */
function withoutCall(reason: string): string {
  const plain = /^E[A-Z]+: ([^,]+)/.exec(reason)?.[1]
  return plain === undefined ? reason : `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`
}

function more(count: number): string {
  return count === 0 ? '' : t('alert.more', { count })
}
