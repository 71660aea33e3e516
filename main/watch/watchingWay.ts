/** How a repository is watched, by what the settings ask for. Pure. */
import type { Settings } from '../../shared/domain/settings.ts'
import type { BackendName } from './hostMessages.ts'

export interface WatchingWay {
  readonly backend: BackendName
  readonly pollMs: number
}

export function watchingWay(settings: Settings, platform: NodeJS.Platform): WatchingWay {
  const events = platform === 'linux' ? 'perFolder' : 'chokidar'
  const wanted = settings['flags.watchBackend']
  return { backend: wanted === 'events' ? events : wanted, pollMs: settings['flags.pollInterval'] * 1000 }
}
