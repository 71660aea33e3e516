/** How much may run at once, out of the settings and of what the machine runs on. Pure. On battery, or when it is hot, half of it. */
import type { Settings } from '../../shared/domain/settings.ts'
import type { Limits } from './fairQueue.ts'

/** Whether work that can wait is held back. `sparing`: on battery, or so hot that the system says so; only an app is told. */
export function isReduced(settings: Settings, sparing: boolean): boolean {
  return settings['limits.onBattery'] === 'reduced' && sparing
}

/** Runs of Git: in all and in one folder. */
export function gitLimits(settings: Settings, sparing: boolean): Limits {
  return limitsOf(settings, { most: halved(settings['limits.maxGitOps'], settings, sparing), mostPerFlow: settings['limits.maxGitOpsPerRepo'] })
}

/** Summaries that are made; of one session one at a time. */
export function summaryLimits(settings: Settings, sparing: boolean): Limits {
  return limitsOf(settings, { most: halved(settings['limits.maxSummarizerJobs'], settings, sparing), mostPerFlow: 1 })
}

/** By how much what was fetched passes as fresh longer. */
export function freshnessFactor(settings: Settings, sparing: boolean): number {
  return isReduced(settings, sparing) ? 2 : 1
}

function halved(most: number, settings: Settings, sparing: boolean): number {
  return isReduced(settings, sparing) ? Math.max(1, Math.floor(most / 2)) : most
}

function limitsOf(settings: Settings, own: Pick<Limits, 'most' | 'mostPerFlow'>): Limits {
  const weights = { high: settings['limits.weights.high'], medium: settings['limits.weights.medium'], low: settings['limits.weights.low'] }
  return { ...own, mostWaiting: settings['limits.queueDepth'], weights }
}
