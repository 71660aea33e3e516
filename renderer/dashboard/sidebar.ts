/** What stands in the sidebar, as values: sections of items, each with the view it leads to. Pure. */

import type { AppState } from '../../shared/state/appState.ts'
import { plainText } from '../../shared/ui/format.ts'
import { t } from './text.ts'
import { groupOf, LIBRARY_KINDS, SESSION_GROUPS, type SessionGroup, type View, type ViewKind } from './view.ts'

export interface SidebarItem {
  readonly view: View
  readonly label: string
  /** Where a repository lies; shown as a tooltip. */
  readonly hint?: string
  /** How many are in it; `null` where it is not known or not told. */
  readonly count: number | null
}

export interface SidebarSection {
  readonly name: string | null
  readonly items: readonly SidebarItem[]
}

/** How many ended sessions there are, beyond those the state holds. */
export type EndedCounts = Partial<Readonly<Record<SessionGroup, number>>>

/** Kinds of views in the order of the sidebar; the ones that nobody shows are left out. */
export function sidebarSections(state: AppState | null, there: (kind: ViewKind) => boolean, ended: EndedCounts): SidebarSection[] {
  const item = (view: View, label: string, count: number | null = null): SidebarItem => ({ view, label, count })
  const known = Object.values(state?.sessions ?? {})
  const inGroup = (group: SessionGroup): number => ended[group] ?? known.filter((session) => groupOf(session) === group).length
  const sections: SidebarSection[] = [
    { name: null, items: [item({ kind: 'overview' }, t('side.overview'))] },
    { name: t('side.sessions'), items: SESSION_GROUPS.map((group) => item({ kind: 'sessions', group }, t(`group.${group}`), inGroup(group))) },
    {
      name: t('side.repositories'),
      items: (state?.repositories ?? []).map(({ root, name }) => ({ view: { kind: 'repository', root }, label: plainText(name, 60), hint: root, count: null })),
    },
    { name: t('side.library'), items: [...LIBRARY_KINDS.map((kind) => item({ kind }, t(`library.${kind}`))), item({ kind: 'standup' }, t('side.standup'))] },
    {
      name: t('side.system'),
      items: [item({ kind: 'performance' }, t('side.performance')), item({ kind: 'alerts' }, t('side.alerts'), state?.alerts.length || null)],
    },
  ]
  return sections.map(({ name, items }) => ({ name, items: items.filter(({ view }) => there(view.kind)) })).filter(({ items }) => items.length > 0)
}
