/** `scribe agents`: which agents Scribe is in, putting it into one, taking it out again; what changes in which file is shown. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { INSTALLABLE } from '../../client/agents/agentConfigs.ts'
import { type FileChange, type InstallPlace, install, isInstalled, plannedInstall, remove } from '../../client/agents/installAgent.ts'
import { scribeHome } from '../../client/home.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { FORMS } from '../verbs/forms.ts'
import type { Answer, Line } from '../verbs/output.ts'
import type { Verb } from '../verbs/verb.ts'

export const agents: Verb = {
  ...FORMS.agents,
  run: async ({ positionals, values }): Promise<Answer> => {
    const [action, name] = positionals
    const place = placeOf(process.argv[1] ?? '')
    if (action === 'list' && name === undefined) return listAnswer(place)
    const agent = INSTALLABLE.find((each) => each === name)
    if ((action !== 'install' && action !== 'remove') || name === undefined) throw new ScribeError('usage.badInput', `Usage: ${FORMS.agents.usage}`)
    if (agent === undefined) throw new ScribeError('usage.badInput', `${name} cannot be installed. These can: ${INSTALLABLE.join(', ')}.`)
    if (values['dry-run'] === true && action === 'install') return changesAnswer('Would change', plannedInstall(agent, place))
    if (action === 'remove') return changesAnswer('Changed', remove(agent, place))
    const said = changesAnswer('Changed', install(agent, place))
    return { ...said, lines: [...said.lines, `"scribe agents remove ${agent}" takes it out again. ${NEXT[agent]}`] }
  },
}

const NEXT: Readonly<Record<(typeof INSTALLABLE)[number], string>> = {
  'claude-code': 'Start a new session of Claude Code.',
  codex: 'Codex asks once whether you trust its hooks: /hooks.',
  gemini: 'Start Gemini CLI anew.',
  copilot: 'Start Copilot CLI anew.',
}

function listAnswer(place: InstallPlace): Answer {
  const found = INSTALLABLE.map((name) => ({ name, installed: isInstalled(name, place) }))
  return { lines: found.map(({ name, installed }) => `${name.padEnd(14)}${installed ? 'installed' : 'not installed'}`), json: { agents: found } }
}

/** Each file, and below it what was added and what was taken out. */
function changesAnswer(verb: string, changes: readonly FileChange[]): Answer {
  const real = changes.filter(({ before, after }) => before !== after)
  const lines = real.flatMap(({ path, before, after }): Line[] => [`${verb} ${path}`, ...difference(before ?? '', after ?? '')])
  return { lines: real.length === 0 ? ['Nothing had to be changed.'] : lines, json: { files: real.map(({ path }) => path) } }
}

function difference(before: string, after: string): Line[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const gone = old.filter((line) => !now.includes(line)).map((line): Line => [{ style: 'bad', text: `- ${line}` }])
  const added = now.filter((line) => !old.includes(line)).map((line): Line => [{ style: 'good', text: `+ ${line}` }])
  return [...gone, ...added]
}

/** The command lies beside what it installs: in the sources one folder up, built two. */
function placeOf(entry: string): InstallPlace {
  const root = join(dirname(entry), basename(entry) === 'main.ts' ? '..' : '../..')
  const receiver = join(root, 'plugins/hooks/scribe-hook')
  if (!existsSync(receiver)) throw new ScribeError('usage.badInput', `The receiver of hooks is not where it should be: ${receiver}. Install Scribe again.`)
  return { userHome: process.env.HOME || homedir(), scribeHome: scribeHome(process.env), receiver, scribe: join(root, 'bin/scribe') }
}
