/** What Scribe can be put into, agents and the command line alike: how each stands, what would change, and doing it. Works on files alone. */
import type { Integration } from '../../../shared/domain/integration.ts'
import { INTEGRATIONS, type IntegrationName, TESTED } from '../../../shared/domain/integrationNames.ts'
import { link, linkStanding, plannedLink, plannedUnlink, unlink } from './commandLink.ts'
import type { FileChange } from './difference.ts'
import { install, plannedInstall, plannedRemoval, remove, standing } from './installAgent.ts'
import type { InstallPlace } from './installPlace.ts'

export type IntegrationAction = 'install' | 'remove'

/** All of them, in the order in which they are listed. `seen` says when each last told or asked something. */
export function integrations(place: InstallPlace, seen: (name: IntegrationName) => number | null): Integration[] {
  return INTEGRATIONS.map((name) => integration(name, place, seen))
}

export function integration(name: IntegrationName, place: InstallPlace, seen: (name: IntegrationName) => number | null): Integration {
  const stands = name === 'command-line' ? linkStanding(place) : standing(name, place)
  return { name, ...stands, tested: TESTED.has(name), last_seen: seen(name) }
}

/** What would change. Throws `usage.badInput` where it cannot be done as things are. */
export function planned(name: IntegrationName, action: IntegrationAction, place: InstallPlace): FileChange[] {
  if (name === 'command-line') return action === 'install' ? plannedLink(place) : plannedUnlink(place)
  return action === 'install' ? plannedInstall(name, place) : plannedRemoval(name, place)
}

/** Does it. Throws `usage.badInput` or `store.failed`; nothing is changed then. */
export function carriedOut(name: IntegrationName, action: IntegrationAction, place: InstallPlace): FileChange[] {
  if (name === 'command-line') return action === 'install' ? link(place) : unlink(place)
  return action === 'install' ? install(name, place) : remove(name, place)
}
