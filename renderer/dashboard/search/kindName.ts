/** How a kind of entry is called. Pure. A kind of a newer daemon is called a note. */
import type { DashboardKey } from '../text.ts'
import { t } from '../text.ts'

const NAMES: Readonly<Record<string, DashboardKey>> = {
  change: 'kind.change',
  note: 'kind.note',
  commit: 'kind.commit',
  push: 'kind.push',
  branch: 'kind.branch',
  summary: 'kind.summary',
  start: 'kind.system',
  stop: 'kind.system',
  pause: 'kind.system',
  resume: 'kind.system',
  operation: 'kind.system',
  gap: 'kind.system',
}

export function kindName(kind: string): string {
  return t((Object.hasOwn(NAMES, kind) ? NAMES[kind] : undefined) ?? 'kind.note')
}
