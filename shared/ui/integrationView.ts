/** What stands in the list of agents: each one's name, how it stands in words, what can be done with it. Pure. */
import type { FileDifference, Integration } from '../domain/integration.ts'
import type { IntegrationName } from '../domain/integrationNames.ts'
import { plainText, shortDuration } from './format.ts'
import { joined, t } from './text.ts'

export type IntegrationAction = 'install' | 'remove'

export interface IntegrationRow {
  readonly name: IntegrationName
  readonly title: string
  /** "Installed · Last seen 2 m ago". */
  readonly standing: string
  readonly untested: boolean
  readonly installed: boolean
  /** Why it cannot be put in as things are. */
  readonly problem: string | null
  readonly actions: readonly { readonly action: IntegrationAction; readonly label: string }[]
}

export interface IntegrationsView {
  readonly rows: readonly IntegrationRow[]
  /** One line for those that are not on this machine, empty for none. */
  readonly notFound: string
}

export function integrationsView(integrations: readonly Integration[], now: number): IntegrationsView {
  const [away, here] = [integrations.filter(isAway), integrations.filter((each) => !isAway(each))]
  const names = joined(
    away.map(({ name }) => integrationTitle(name)),
    'separator.comma',
  )
  return { rows: here.map((each) => row(each, now)), notFound: names === '' ? '' : t('integration.notFound', { names }) }
}

export function integrationTitle(name: IntegrationName): string {
  return t(`integration.name.${name}`)
}

/** The person's home is known to them; a path is read by its end. */
export function shownPath(path: string, home: string): string {
  return plainText(path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path)
}

/** What was done, as one sentence. */
export function doneText({ name, state }: Integration, files: readonly FileDifference[]): string {
  if (files.length === 0) return t('integration.nothing')
  return t(state === 'installed' ? 'integration.installed' : 'integration.removed', { name: integrationTitle(name) })
}

function isAway({ state, problem }: Integration): boolean {
  return state === 'notFound' && problem === null
}

function row({ name, state, tested, last_seen, problem }: Integration, now: number): IntegrationRow {
  const seen = last_seen === null ? '' : t('integration.lastSeen', { age: shortDuration(now - last_seen) })
  const isIn = state === 'installed' || state === 'changed'
  return {
    name,
    title: integrationTitle(name),
    standing: joined([t(`integration.state.${state}`), seen], 'separator.dot'),
    untested: !tested,
    installed: state === 'installed',
    problem: problem === null ? null : plainText(problem, 600),
    actions: [
      ...(state === 'changed' ? [{ action: 'install', label: t('integration.update') } as const] : []),
      isIn ? { action: 'remove', label: t('integration.remove') } : { action: 'install', label: t('integration.install') },
    ],
  }
}
