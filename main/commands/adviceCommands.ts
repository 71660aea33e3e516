/** Commands about advice: what is recommended, following it, and taking that back. */
import type { Advice } from '../../shared/domain/advice.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Clock } from '../base/clock.ts'
import { adviceOf } from '../metrics/advice.ts'
import type { AppliedAdvice } from '../metrics/appliedAdvice.ts'
import type { MetricsHistory } from '../metrics/history.ts'
import type { Recorder } from '../sessions/recorder.ts'
import type { SettingsStore } from '../settings/settingsStore.ts'
import type { SummaryThread } from '../summaries/summaryThread.ts'
import type { Handlers } from './dispatch.ts'

const DAY_MS = 86_400_000

export interface AdviceParts {
  readonly history: Pick<MetricsHistory, 'points'>
  readonly thread: Pick<SummaryThread, 'ask'>
  readonly recorder: Pick<Recorder, 'all'>
  readonly settings: SettingsStore
  readonly applied: AppliedAdvice
  readonly clock: Clock
}

export function adviceCommands(parts: AdviceParts): Pick<Handlers, 'advice/list' | 'advice/apply' | 'advice/undo'> {
  const recommended = (): Promise<Advice[]> => adviceNow(parts)
  return {
    'advice/list': async () => ({ recommended: await recommended(), applied: await parts.applied.list() }),
    'advice/apply': async ({ id }) => {
      const advice = (await recommended()).find((each) => each.id === id)
      if (advice === undefined) throw new ScribeError('usage.badInput', `There is no advice ${id}. "scribe advice" shows what there is.`)
      return { advice: await parts.applied.apply(advice) }
    },
    'advice/undo': async ({ id }) => ({ advice: await parts.applied.undo(id) }),
  }
}

async function adviceNow({ history, thread, recorder, settings, clock }: AdviceParts): Promise<Advice[]> {
  const since = clock.wall() - DAY_MS
  const [points, folders] = await Promise.all([
    history.points({ grain: 'minute', from: since, to: Number.MAX_SAFE_INTEGER }),
    thread.ask({ kind: 'folderShares', since }),
  ])
  return adviceOf({ settings: settings.current, settingsIn: (repo) => settings.forRepo(repo), folders, points, sessions: recorder.all() })
}
