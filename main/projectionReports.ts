/** What the projections' failures look like to the person: the wiring between files that cannot be written and alerts. */
import { messageOf } from '../shared/domain/error.ts'
import type { Logger } from './base/logger.ts'
import type { Alerts } from './events/alerts.ts'
import type { RegistryReport } from './registry/registry.ts'
import type { HealthListener } from './store/store.ts'
import type { ProjectionReport } from './worklog/projection.ts'

export function projectionReports(alerts: Alerts, log: Logger): { worklog: ProjectionReport; registry: Omit<RegistryReport, 'edited'>; store: HealthListener } {
  return {
    worklog: {
      failed: (session, error) => {
        log.warn('worklog not written', { session: session.id, error })
        const args = { backlog_id: session.backlog_id, repo: session.repo_name, reason: messageOf(error) }
        alerts.raise({ code: 'worklog.failed', subject: session.id, args, sessionId: session.id })
      },
      recovered: (session) => alerts.clear({ code: 'worklog.failed', subject: session.id }),
    },
    store: (fault) => {
      if (fault === null) return alerts.clear({ code: 'store.failed', subject: 'store' })
      log.error('the store refuses', { error: fault })
      alerts.raise({ code: 'store.failed', subject: 'store', args: { repo: 'Scribe', reason: fault.message } })
    },
    registry: {
      damaged: (repo, setAside) => alerts.raise({ code: 'registry.corrupt', subject: repo, args: { repo, file: setAside } }),
      stateDamaged: (repo) => alerts.raise({ code: 'state.corrupt', subject: repo, args: { repo } }),
      failed: (repo, error) => {
        log.warn('registry not written', { repo, error })
        alerts.raise({ code: 'registry.failed', subject: repo, args: { repo, reason: messageOf(error) } })
      },
      recovered: (repo) => alerts.clear({ code: 'registry.failed', subject: repo }),
    },
  }
}
