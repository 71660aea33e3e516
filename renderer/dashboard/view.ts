/**
 * Where the dashboard can be: one union of views, and the way through them. Pure. Invariant: a view is plain data, so that it can
 * be kept, compared and gone back to; what it shows comes from the daemon each time.
 */
import type { Session } from '../../shared/domain/session.ts'

export const SESSION_GROUPS = ['live', 'paused', 'completed', 'interrupted'] as const
export type SessionGroup = (typeof SESSION_GROUPS)[number]

export const SESSION_TABS = ['timeline', 'summary', 'files', 'performance', 'info'] as const
export type SessionTab = (typeof SESSION_TABS)[number]

/** What is told across all sessions. */
export const LIBRARY_KINDS = ['timeline', 'decisions', 'ideas', 'nextSteps', 'files'] as const
export type LibraryKind = (typeof LIBRARY_KINDS)[number]

/** Sessions as a list: of one state, or of one repository. */
export type ListView = { readonly kind: 'sessions'; readonly group: SessionGroup } | { readonly kind: 'repository'; readonly root: string }

/** `seq` is the entry to be shown in the timeline; without it the newest are. */
export type SessionView = { readonly kind: 'session'; readonly id: string; readonly tab: SessionTab; readonly seq?: number }

export type View =
  | { readonly kind: 'overview' }
  | ListView
  | SessionView
  | { readonly kind: LibraryKind }
  | { readonly kind: 'performance' }
  | { readonly kind: 'alerts' }
  /** What to tell others of the last days. */
  | { readonly kind: 'standup' }
  /** `session` limits it to one; `null` is all. */
  | { readonly kind: 'search'; readonly query: string; readonly session: string | null }

export type ViewKind = View['kind']

/** The views gone through, like pages of a browser. */
export interface Way {
  readonly past: readonly View[]
  readonly now: View
  readonly future: readonly View[]
}

const MOST_PAST = 100

export function wayFrom(view: View): Way {
  return { past: [], now: view, future: [] }
}

/**
 * On to `view`, or to it `instead` of where one is. Going where one is already leaves no trace; a search that is still being typed is one
 * step.
 */
export function goTo(way: Way, view: View, instead = false): Way {
  if (sameView(way.now, view)) return way
  if (instead || (way.now.kind === 'search' && view.kind === 'search')) return { ...way, now: view, future: [] }
  return { past: [...way.past, way.now].slice(-MOST_PAST), now: view, future: [] }
}

export function goBack(way: Way): Way {
  const now = way.past.at(-1)
  return now === undefined ? way : { past: way.past.slice(0, -1), now, future: [way.now, ...way.future] }
}

export function goForward(way: Way): Way {
  const [now, ...future] = way.future
  return now === undefined ? way : { past: [...way.past, way.now], now, future }
}

/** The list that was looked at last: what stands beside an open session. */
export function listBehind(way: Way, session: Session | null): ListView {
  const seen = [...way.past, way.now].findLast((view) => view.kind === 'sessions' || view.kind === 'repository')
  return seen ?? { kind: 'sessions', group: session === null ? 'live' : groupOf(session) }
}

/** Id of the session that is looked at, or was before a search began. */
export function sessionBehind(way: Way): string | null {
  if (way.now.kind === 'search' && way.now.session !== null) return way.now.session
  const seen = way.now.kind === 'search' ? way.past.at(-1) : way.now
  return seen?.kind === 'session' ? seen.id : null
}

export function groupOf(session: Session): SessionGroup {
  if (session.state === 'completed' || session.state === 'interrupted' || session.state === 'paused') return session.state
  return 'live'
}

export function sameView(a: View, b: View): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** A view that was kept in the browser's storage, or `null` for anything that is none. */
export function readView(text: string | null): View | null {
  try {
    return asView(JSON.parse(text ?? 'null'))
  } catch {
    return null
  }
}

function asView(value: unknown): View | null {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null
  const { kind, group, root, id, tab } = value as Record<string, unknown>
  if (kind === 'overview' || kind === 'performance' || kind === 'alerts' || kind === 'standup') return { kind }
  if (kind === 'sessions') return oneOf(SESSION_GROUPS, group, (known) => ({ kind, group: known }))
  if (kind === 'repository') return typeof root === 'string' ? { kind, root } : null
  if (kind === 'session' && typeof id === 'string') return oneOf(SESSION_TABS, tab, (known) => ({ kind, id, tab: known }))
  return oneOf(LIBRARY_KINDS, kind, (known) => ({ kind: known }))
}

function oneOf<T extends string>(known: readonly T[], value: unknown, make: (value: T) => View): View | null {
  const found = known.find((each) => each === value)
  return found === undefined ? null : make(found)
}

/** Whether a session belongs into a list. */
export function isIn(list: ListView, session: Session): boolean {
  return list.kind === 'repository' ? session.repo === list.root : groupOf(session) === list.group
}
