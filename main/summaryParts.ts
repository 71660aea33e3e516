/** The parts that summarize and search, joined to those that record. A fifth part of the composition root. */
import { join } from 'node:path'
import { Limiter } from './base/limiter.ts'
import { isReduced, summaryLimits } from './base/workLimits.ts'
import { commitsThere, namesThere } from './git/thereIs.ts'
import type { RecordingParts } from './recordingParts.ts'
import { LiveSummaries } from './summaries/liveSummaries.ts'
import { SummaryThread } from './summaries/summaryThread.ts'

export interface SummaryParts {
  readonly thread: SummaryThread
  readonly live: LiveSummaries
  /** Who may summarize now, and who waits. */
  readonly limiter: Limiter
  close(): Promise<void>
}

type Ground = Pick<RecordingParts, 'git' | 'store' | 'recorder' | 'hub' | 'alerts' | 'clock' | 'log' | 'settings' | 'settingsIn' | 'sparing' | 'meter'>

/** Nothing runs before the first entry or question. */
export function summaryParts(parts: Ground, { home, worker }: { readonly home: string; readonly worker: URL }): SummaryParts {
  const { git, store, recorder, hub, alerts, clock, log } = parts
  const thread = new SummaryThread({ worker, store: join(home, 'data', 'scribe.db'), patterns: join(home, 'summary-patterns.json') })
  const limiter = new Limiter(() => summaryLimits(parts.settings(), parts.sparing()))
  const live = new LiveSummaries({
    ...{ thread, store, limiter, log },
    onMade: (ms) => parts.meter.time('summary_ms', ms),
    lookup: {
      commits: (root, ids) => commitsThere(git, root, ids),
      names: (root, names) => namesThere(git, root, names),
      recorded: (repo, paths) => thread.ask({ kind: 'knownPaths', repo, paths }),
    },
    session: (id) => recorder.get(id),
    now: () => clock.wall(),
    publish: (made) => hub.publish({ topic: 'summary.updated', ...made }),
    failing: ({ id, backlog_id }, reason) => {
      if (reason === null) alerts.clear({ code: 'summary.failed', subject: id })
      else alerts.raise({ code: 'summary.failed', subject: id, sessionId: id, args: { backlog_id, reason } })
    },
  })
  const unsubscribe = hub.subscribe(({ event }) => {
    if (event.topic !== 'worklog.appended') return
    const repo = recorder.get(event.session_id)?.repo ?? ''
    if (!parts.settingsIn(repo)['flags.liveSummaries']) return
    // On battery the whole is summarized once, in the end.
    if (event.entry.kind === 'stop' || !isReduced(parts.settings(), parts.sparing())) live.touched(event.session_id)
  })
  return {
    ...{ thread, live, limiter },
    close: async () => {
      unsubscribe()
      await live.close()
      await thread.close()
    },
  }
}
