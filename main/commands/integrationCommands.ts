/** Commands that put Scribe into agents and onto the command line, and take it out again; and who was heard of when. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { IntegrationName } from '../../shared/domain/integrationNames.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import { differencesOf } from '../agents/install/difference.ts'
import type { InstallPlace } from '../agents/install/installPlace.ts'
import { carriedOut, type IntegrationAction, integration, integrations, planned } from '../agents/install/integrations.ts'
import type { LastSeen } from '../agents/lastSeen.ts'
import type { Dispatch, Handlers } from './dispatch.ts'

export interface IntegrationParts {
  readonly seen: LastSeen
  /** Without it nothing is put anywhere. */
  readonly place: () => InstallPlace | undefined
}

type Group = 'integration/list' | 'integration/plan' | 'integration/install' | 'integration/remove'

export function integrationCommands({ seen, place }: IntegrationParts): Pick<Handlers, Group> {
  const lastSeen = (name: IntegrationName): number | null => seen.of(name)
  const done = (name: IntegrationName, action: IntegrationAction): CommandOutput<'integration/install'> => {
    const here = known(place())
    const files = differencesOf(carriedOut(name, action, here))
    return { integration: integration(name, here, lastSeen), files }
  }
  return {
    'integration/list': async () => {
      const here = place()
      return { integrations: here === undefined ? [] : integrations(here, lastSeen), home: here?.userHome ?? '' }
    },
    'integration/plan': async ({ name, action }) => ({ files: differencesOf(planned(name, action, known(place()))) }),
    'integration/install': async ({ name }) => done(name, 'install'),
    'integration/remove': async ({ name }) => done(name, 'remove'),
  }
}

function known(place: InstallPlace | undefined): InstallPlace {
  if (place === undefined) throw new ScribeError('usage.badInput', 'This Scribe puts itself into nothing.')
  return place
}

/** The same commands; who asks through a hook or the command line is seen. */
export function seenDispatch(dispatch: Dispatch, seen: LastSeen): Dispatch {
  return async (name, input, caller) => {
    const reply = await dispatch(name, input, caller)
    if (name === 'cli/run') seen.note('command-line')
    if (name === 'agent/hook' && reply.ok && typeof input === 'object' && input !== null && 'agent' in input) seen.note(String(input.agent))
    return reply
  }
}
