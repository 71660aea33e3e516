/** `scribe agents`: which agents Scribe is in, putting it into one, taking it out again; what changes in which file is shown. Needs no daemon. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { scribeHome } from '../../client/home.ts'
import { differencesOf, type FileChange } from '../../main/agents/install/difference.ts'
import type { InstallPlace } from '../../main/agents/install/installPlace.ts'
import { carriedOut, integrations, planned } from '../../main/agents/install/integrations.ts'
import { lastSeenIn } from '../../main/agents/lastSeen.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { DifferenceLine, Integration } from '../../shared/domain/integration.ts'
import { INTEGRATIONS, type IntegrationName } from '../../shared/domain/integrationNames.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { FORMS } from '../verbs/forms.ts'
import { type Answer, ago, type Line } from '../verbs/output.ts'
import type { Verb } from '../verbs/verb.ts'

export const agents: Verb = {
  ...FORMS.agents,
  run: async ({ positionals, values }): Promise<Answer> => {
    const [action, name] = positionals
    const place = placeOf(process.argv[1] ?? '')
    if (action === 'list' && name === undefined) return listAnswer(place)
    const integration = INTEGRATIONS.find((each) => each === name)
    if ((action !== 'install' && action !== 'remove') || name === undefined) throw new ScribeError('usage.badInput', `Usage: ${FORMS.agents.usage}`)
    if (integration === undefined) throw new ScribeError('usage.badInput', `${name} cannot be installed. These can: ${INTEGRATIONS.join(', ')}.`)
    if (values['dry-run'] === true) return changesAnswer('Would change', planned(integration, action, place))
    const said = changesAnswer('Changed', carriedOut(integration, action, place))
    if (action === 'remove') return said
    return { ...said, lines: [...said.lines, `"scribe agents remove ${integration}" takes it out again. ${NEXT[integration]}`] }
  },
}

const NEXT: Readonly<Record<IntegrationName, string>> = {
  'command-line': 'If a new shell does not find scribe, put ~/.local/bin into its PATH.',
  'claude-code': 'Start a new session of Claude Code.',
  codex: 'Codex asks once whether you trust its hooks: /hooks.',
  gemini: 'Start Gemini CLI anew.',
  copilot: 'Start Copilot CLI anew.',
  cursor: 'Start Cursor anew.',
  vscode: 'Start VS Code anew; it asks once whether the server may run.',
  'claude-desktop': 'Start Claude Desktop anew.',
  opencode: 'Start opencode anew.',
}

const STATES: Readonly<Record<Integration['state'], string>> = {
  installed: 'installed',
  notInstalled: 'not installed',
  notFound: 'not found',
  changed: 'changed since it was installed',
}

function listAnswer(place: InstallPlace): Answer {
  const seen = lastSeenIn(place.scribeHome, (path) => readFileSync(path, 'utf8'))
  const found = integrations(place, (name) => seen[name] ?? null)
  const lines = found.flatMap((each): Line[] => [
    [
      each.name.padEnd(16),
      standing(each),
      each.tested ? '' : '  untested',
      each.last_seen === null ? '' : `  last seen ${ago(Date.now() - each.last_seen)} ago`,
    ],
    ...(each.problem === null ? [] : [[{ style: 'warn', text: `  ! ${each.problem}` }] satisfies Line]),
  ])
  return { lines, json: { agents: found.map((each) => ({ ...each, installed: each.state === 'installed' })) } }
}

function standing({ state }: Integration): { style: 'good' | 'warn' | 'faint'; text: string } {
  return { style: state === 'installed' ? 'good' : state === 'changed' ? 'warn' : 'faint', text: STATES[state] }
}

/** Each file, and below it what was added and what was taken out. */
function changesAnswer(verb: string, changes: readonly FileChange[]): Answer {
  const real = differencesOf(changes)
  const lines = real.flatMap(({ path, lines: told, more }): Line[] => [
    `${verb} ${path}`,
    ...told.map(differenceLine),
    ...(more > 0 ? [`  (${more} more lines)`] : []),
  ])
  return { lines: real.length === 0 ? ['Nothing had to be changed.'] : lines, json: { files: real.map(({ path }) => path) } }
}

function differenceLine({ kind, text }: DifferenceLine): Line {
  if (kind === 'gap') return [{ style: 'faint', text: '  …' }]
  if (kind === 'same') return [{ style: 'faint', text: `  ${text}` }]
  return kind === 'added' ? [{ style: 'good', text: `+ ${text}` }] : [{ style: 'bad', text: `- ${text}` }]
}

/** The command lies beside what it installs: in the sources one folder up, built two. */
function placeOf(entry: string): InstallPlace {
  const resources = join(dirname(entry), basename(entry) === 'main.ts' ? '..' : '../..')
  const home = scribeHome(process.env)
  return { userHome: process.env.HOME || homedir(), scribeHome: home, resources, platform: process.platform, promptWaits: promptWaits(home) }
}

/** As the settings say, whether or not a daemon runs; what cannot be read says the default. */
function promptWaits(home: string): boolean {
  const path = join(home, 'settings.json')
  const settings = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : null
  return typeof settings === 'object' && settings !== null && 'agents.context' in settings && settings['agents.context'] === 'onChange'
}
