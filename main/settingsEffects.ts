/** What settings do: the wiring between the settings and the parts that heed them at once. Others read them when they need them. */
import type { Settings } from '../shared/domain/settings.ts'
import { background } from './base/background.ts'
import type { Logger } from './base/logger.ts'
import type { EventHub } from './events/eventHub.ts'
import type { RegistryProjection } from './registry/registry.ts'
import type { Captures } from './sessions/captures.ts'
import type { Recorder } from './sessions/recorder.ts'
import type { Sessions } from './sessions/sessions.ts'
import type { SettingsStore } from './settings/settingsStore.ts'
import type { Watcher } from './watch/watcher.ts'
import { watchingWay } from './watch/watchingWay.ts'

export interface HeedingParts {
  readonly hub: EventHub
  readonly watcher: Watcher
  readonly captures: Captures
  readonly sessions: Sessions
  readonly recorder: Recorder
  readonly registry: RegistryProjection
  readonly log: Logger
}

/** Announces each change and has the parts act on it. Returns the function that ends this. */
export function heedSettings(store: SettingsStore, parts: HeedingParts): () => void {
  return store.onChange((now, before, repos) => {
    parts.hub.publish({ topic: 'settings.changed', settings: now })
    const changed = (key: keyof Settings): boolean => now[key] !== before[key]
    if (changed('flags.watchBackend') || changed('flags.pollInterval')) {
      parts.watcher.configure(watchingWay(now, process.platform))
      parts.captures.watchAnew()
    }
    for (const root of repos) parts.captures.watchAnew(root)
    if (changed('recording.ignore') || repos.length > 0) parts.watcher.lookEverywhere()
    for (const root of repos) parts.registry.touch(root)
    if (changed('recording.idleTimeout')) background(parts.sessions.retime(before['recording.idleTimeout']), 'changing idle timeouts', parts.log)
    if (changed('limits.maxSessions')) background(parts.sessions.admit(), 'letting in who waits', parts.log)
    if (changed('flags.pythonCompat') && now['flags.pythonCompat']) for (const { repo } of parts.recorder.all()) parts.registry.touch(repo)
  })
}
