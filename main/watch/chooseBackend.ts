/** Which way of watching an order gets. Pure; the reasons and the figures stand in ADR 6. */
import { assertNever } from '../../shared/domain/assertNever.ts'
import type { OpenBackend } from './backends/backend.ts'
import type { Bursts } from './backends/burst.ts'
import { viaChokidar } from './backends/chokidarBackend.ts'
import { perFolder } from './backends/perFolderBackend.ts'
import { openPolling } from './backends/pollingBackend.ts'
import { recursive } from './backends/recursiveBackend.ts'
import type { WatchBudget } from './backends/watchBudget.ts'
import type { BackendName } from './hostMessages.ts'

export interface Place {
  readonly platform: NodeJS.Platform
  /** The root lies on a volume that sends no events for what others change. */
  readonly remote: boolean
}

/** The back end that an order's name means here. */
export function resolveBackend(name: BackendName, place: Place): Exclude<BackendName, 'auto'> {
  if (name !== 'auto') return name
  if (place.remote) return 'polling'
  return place.platform === 'linux' ? 'perFolder' : 'chokidar'
}

export interface Means {
  /** Pause between two looks of a back end that polls, ms. */
  readonly pollMs: number
  /** Shared by all roots of the host. */
  readonly budget: WatchBudget
  readonly bursts: Bursts
}

/** How to open it. */
export function openerOf(name: Exclude<BackendName, 'auto'>, means: Means): OpenBackend {
  switch (name) {
    case 'chokidar':
      return viaChokidar(means.bursts)
    case 'perFolder':
      return perFolder(means)
    case 'recursive':
      return recursive(means.bursts)
    case 'polling':
      return openPolling(means.pollMs)
    default:
      return assertNever(name)
  }
}
