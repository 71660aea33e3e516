/**
 * The Start sheet without its looks: what its fields say before anybody touches them, what is sent, and under which
 * field a refusal belongs. Pure. Only what the person has set is sent; the daemon keeps what it knows of the rest.
 */

import type { WireError } from '../domain/error.ts'
import { PRIORITIES, SESSION_TYPES, type Session } from '../domain/session.ts'
import type { CommandInput } from '../protocol/commands.ts'
import type { AppState } from '../state/appState.ts'
import { t } from './text.ts'

export interface StartWishes {
  readonly cwd: string
  readonly backlogId: string
  /** Untouched fields are `null`. */
  readonly type: Session['type'] | null
  readonly priority: Session['priority'] | null
  readonly idleMinutes: string | null
}
export type StartField = 'cwd' | 'backlogId' | 'idleMinutes' | 'form'
export interface StartRefusal {
  readonly field: StartField
  readonly text: string
  /** As many sessions record as may: the backlog ID of the one that changed longest ago. */
  readonly leastRecent?: string
}
export type StartDefaults = { readonly type: Session['type']; readonly priority: Session['priority']; readonly idleMinutes: string }

const IDLE_MINUTES = 30
const MAX_IDLE_MINUTES = 480

/** What the daemon will use where nothing is said: as the same item was recorded last, or its own defaults. */
export function startDefaults(state: AppState | null, cwd: string, backlogId: string): StartDefaults {
  const repository = state?.repositories.find((known) => known.root === cwd)
  const id = backlogId.trim() || repository?.backlog_id
  const earlier = Object.values(state?.sessions ?? {})
    .filter((session) => session.repo === cwd && session.backlog_id === id)
    .sort((a, b) => b.started_at - a.started_at)[0]
  return { type: earlier?.type ?? SESSION_TYPES[0], priority: earlier?.priority ?? PRIORITIES[1], idleMinutes: String(IDLE_MINUTES) }
}

/** The command's input, or the field that cannot be right. */
export function startInput(wishes: StartWishes): CommandInput<'session/start'> | StartRefusal {
  const cwd = wishes.cwd.trim()
  const backlogId = wishes.backlogId.trim()
  const minutes = wishes.idleMinutes === null ? null : parseMinutes(wishes.idleMinutes)
  if (cwd === '') return { field: 'cwd', text: t('start.noRepository') }
  if (Number.isNaN(minutes)) return { field: 'idleMinutes', text: t('start.badIdle') }
  return {
    cwd,
    ...(backlogId === '' ? {} : { backlog_id: backlogId }),
    ...(wishes.type === null ? {} : { type: wishes.type }),
    ...(wishes.priority === null ? {} : { priority: wishes.priority }),
    ...(minutes === null ? {} : { idle_timeout_s: minutes * 60 }),
  }
}

/** Where the daemon's refusal is shown; the words are its own. */
export function startRefusal(error: WireError): StartRefusal {
  const code = error.data?.code ?? ''
  const path = error.data?.path
  if (code.startsWith('repo.') || path === 'cwd') return { field: 'cwd', text: error.message }
  if (code.startsWith('backlog.') || path === 'backlog_id') return { field: 'backlogId', text: error.message }
  const leastRecent = error.data?.least_recent
  if (code === 'limit.sessions' && typeof leastRecent === 'string') return { field: 'form', text: error.message, leastRecent }
  return { field: path === 'idle_timeout_s' ? 'idleMinutes' : 'form', text: error.message }
}

function parseMinutes(text: string): number {
  const minutes = /^\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN
  return minutes <= MAX_IDLE_MINUTES ? minutes : Number.NaN
}
