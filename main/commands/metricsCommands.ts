/** What Scribe measures of itself, for whoever asks. */
import type { Metrics } from '../../shared/domain/metrics.ts'
import type { Handlers } from './dispatch.ts'

export function metricsCommands(read: () => Metrics): Pick<Handlers, 'metrics/get'> {
  return { 'metrics/get': async () => read() }
}
