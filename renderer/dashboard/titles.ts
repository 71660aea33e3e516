/** What the toolbar says of a view. Pure. */
import type { Session } from '../../shared/domain/session.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { listedState, standingOf } from '../../shared/ui/dashboardRows.ts'
import { fileName, plainText } from '../../shared/ui/format.ts'
import { joined } from '../../shared/ui/text.ts'
import { t } from './text.ts'
import type { View } from './view.ts'

export interface Titles {
  readonly title: string
  readonly subtitle: string
}

export function titlesOf(view: View, { state, session, now }: { state: AppState | null; session: Session | null; now: number }): Titles {
  switch (view.kind) {
    case 'sessions':
      return { title: t(`group.${view.group}`), subtitle: '' }
    case 'repository':
      return { title: plainText(fileName(view.root), 60), subtitle: plainText(view.root) }
    case 'session':
      return session === null ? { title: '', subtitle: '' } : sessionTitles(session, state, now)
    case 'search':
      return { title: t('view.search'), subtitle: '' }
    case 'overview':
    case 'performance':
    case 'alerts':
    case 'standup':
      return { title: t(`side.${view.kind}`), subtitle: '' }
    default:
      return { title: t(`library.${view.kind}`), subtitle: '' }
  }
}

function sessionTitles(session: Session, state: AppState | null, now: number): Titles {
  const listed = listedState(session, state?.alerts ?? [])
  const branch = session.branch === null ? t('name.noBranch') : plainText(session.branch)
  const parts = [plainText(session.repo_name), t(`listed.${listed}`), listed === 'recording' ? standingOf(session, listed, now) : '', branch]
  return { title: plainText(session.backlog_id), subtitle: joined(parts, 'separator.dot') }
}
