/** What Scribe measures of itself, for whoever asks. */
import type { Metrics, SessionMetrics } from '../../shared/domain/metrics.ts'
import type { MetricsHistory } from '../metrics/history.ts'
import type { Handlers } from './dispatch.ts'

export interface Figures {
  /** As they are now. */
  readonly read: () => Metrics
  readonly history: Pick<MetricsHistory, 'points'>
  readonly sessions: () => SessionMetrics[]
}

export function metricsCommands({ read, history, sessions }: Figures): Pick<Handlers, 'metrics/get' | 'metrics/history' | 'metrics/sessions'> {
  return {
    'metrics/get': async () => read(),
    'metrics/history': async ({ grain, from, to = Number.MAX_SAFE_INTEGER }) => ({ points: await history.points({ grain, from, to }) }),
    'metrics/sessions': async () => ({ sessions: sessions() }),
  }
}
