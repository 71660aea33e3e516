/** The commands of a daemon, out of its parts: which group needs what. A fourth part of the composition root. */
import { join } from 'node:path'
import type { AgentParts } from './agentParts.ts'
import type { InstallPlace } from './agents/install/installPlace.ts'
import type { LastSeen } from './agents/lastSeen.ts'
import { type AccessParts, accessCommands } from './commands/accessCommands.ts'
import { adviceCommands } from './commands/adviceCommands.ts'
import { citedCommands } from './commands/citedCommands.ts'
import { cliCommands } from './commands/cliCommands.ts'
import { contextCommands } from './commands/contextCommands.ts'
import { createDispatch, type Dispatch } from './commands/dispatch.ts'
import { doctorCommands, type MeasureWindows } from './commands/doctorCommands.ts'
import { hookCommands } from './commands/hookCommands.ts'
import { integrationCommands, seenDispatch } from './commands/integrationCommands.ts'
import { libraryCommands } from './commands/libraryCommands.ts'
import { metricsCommands } from './commands/metricsCommands.ts'
import { recordCommands } from './commands/recordCommands.ts'
import { sessionCommands } from './commands/sessionCommands.ts'
import { settingsCommands } from './commands/settingsCommands.ts'
import { summaryCommands } from './commands/summaryCommands.ts'
import { systemCommands } from './commands/systemCommands.ts'
import { welcomeCommands } from './commands/welcomeCommands.ts'
import type { ContextParts } from './contextParts.ts'
import { AppliedAdvice, type Changeable } from './metrics/appliedAdvice.ts'
import { type MetricsParts, measuredDispatch } from './metricsParts.ts'
import type { RecordingParts } from './recordingParts.ts'
import type { SettingsStore } from './settings/settingsStore.ts'
import type { SummaryParts } from './summaryParts.ts'

/** What commands need beside the parts that record. */
export interface Surroundings {
  readonly home: string
  readonly measureWindows?: MeasureWindows | undefined
  readonly settingsStore: SettingsStore
  readonly context: ContextParts
  readonly summaries: SummaryParts
  readonly metrics: MetricsParts
  readonly agents: AgentParts
  readonly access: AccessParts
  readonly seen: LastSeen
  readonly installPlace?: { readonly userHome: string; readonly resources: string } | undefined
  readonly shutdown: (goesOn: boolean) => void
}

export function daemonCommands(
  parts: RecordingParts,
  { home, measureWindows, settingsStore, context, summaries, metrics, agents, access, seen, installPlace, shutdown }: Surroundings,
): Dispatch {
  const { hub, alerts, clock, log } = parts
  const doctor = doctorCommands({ ...parts, home, measureWindows, settings: settingsStore, pageUrl: () => access.page()?.url ?? null })
  const promptWaits = (): boolean => settingsStore.current['agents.context'] === 'onChange'
  const place = (): InstallPlace | undefined => installPlace && { ...installPlace, scribeHome: home, platform: process.platform, promptWaits: promptWaits() }
  const applied = new AppliedAdvice({ path: join(home, 'advice.json'), settings: changeable(settingsStore), now: () => clock.wall() })
  const dispatch: Dispatch = createDispatch(
    {
      ...{
        ...sessionCommands({ ...parts, thread: summaries.thread }),
        ...recordCommands(parts),
        ...summaryCommands(parts),
        ...contextCommands({ ...parts, ...context }),
        ...citedCommands({ ...parts, ...summaries }),
        ...libraryCommands({ ...parts, ...summaries }),
      },
      ...{
        ...systemCommands({ hub, alerts, clock, shutdown }),
        ...settingsCommands(settingsStore, parts.git),
        ...doctor,
        ...accessCommands(access),
        ...integrationCommands({ seen, place }),
        ...welcomeCommands({ ...parts, home }),
        ...hookCommands({ ...parts, ...context, ...agents }),
        ...metricsCommands(metrics),
        ...adviceCommands({ ...parts, ...metrics, thread: summaries.thread, settings: settingsStore, applied }),
      },
      ...cliCommands((...asked) => dispatch(...asked)),
    },
    log,
  )
  return seenDispatch(measuredDispatch(dispatch, metrics.meter), seen)
}

/** The settings as advice changes them: what is not set for a repository itself is given back as such. */
function changeable(settings: SettingsStore): Changeable {
  return {
    get: (key, repo) => (repo === null ? settings.current : settings.forRepo(repo))[key as keyof typeof settings.current],
    set: (key, value, repo) => settings.update({ [key]: value }, repo ?? undefined),
  }
}
