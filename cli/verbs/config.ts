/** `scribe config`: shows and changes settings. Values are checked here as everywhere: by the one schema. */
import { ScribeError } from '../../shared/domain/error.ts'
import { readSetting, SETTING_KEYS, SETTINGS, type SettingKey, type Settings, settingKey, takesWhat } from '../../shared/domain/settings.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { Answer, Line } from './output.ts'
import type { CommandRunner, Verb } from './verb.ts'

type Found = CommandOutput<'settings/get'>

const ACTIONS = ['list', 'get', 'set', 'reset'] as const
const USAGE = 'scribe config list | get KEY | set KEY VALUE | reset [KEY] [--repo]'

export const config: Verb = {
  usage: USAGE,
  summary: 'Show and change settings.',
  examples: [
    'scribe config list',
    'scribe config get limits.maxSessions',
    'scribe config set recording.idleTimeout 3600',
    'scribe config reset recording.idleTimeout',
    'scribe config set recording.ignore "target/ *.log" --repo',
  ],
  options: {
    repo: { type: 'boolean', help: 'for the repository you stand in, not for all' },
    cwd: { type: 'string', help: 'the folder to stand in' },
  },
  words: [1, 3],
  choices: [ACTIONS, SETTING_KEYS],
  run: async (input): Promise<Answer> => {
    const [action, ...words] = input.positionals
    const step = ACTIONS.some((each) => each === action) ? STEPS[String(action)] : undefined
    if (step === undefined || words.length < step.words[0] || words.length > step.words[1]) throw new ScribeError('usage.badInput', `Usage: ${USAGE}`)
    const change = step.read(words)
    return await change(await input.client(), input.values.repo === true ? { repo: input.cwd } : {})
  },
}

interface Step {
  readonly words: readonly [least: number, most: number]
  /** Reads the words before a daemon is asked for anything; what it returns does the work. */
  readonly read: (words: readonly string[]) => (client: CommandRunner, where: Where) => Promise<Answer>
}

/** For which repository; none for all. */
type Where = { readonly repo?: string }

const STEPS: Readonly<Record<string, Step>> = {
  list: {
    words: [0, 0],
    read: () => async (client, where) => {
      const found = await client.call('settings/get', where)
      return { lines: [...SETTING_KEYS.map((key) => row(key, found)), ...refusals(found)], json: { ...found } }
    },
  },
  get: {
    words: [1, 1],
    read: ([name = '']) => {
      const key = known(name)
      return async (client, where) => one(key, await client.call('settings/get', where), (value) => String(value))
    },
  },
  set: {
    words: [2, 2],
    read: ([name = '', text = '']) => {
      const key = known(name)
      const value = readSetting(key, text)
      if (value === undefined) throw new ScribeError('usage.badInput', `${key} takes ${takesWhat(key)}.`)
      return async (client, where) =>
        one(
          key,
          await client.call('settings/update', { values: { [key]: value }, ...where }),
          (now, found) => `${key} is ${now} now${there(found)}.${later(key)}`,
        )
    },
  },
  reset: {
    words: [0, 1],
    read: ([name]) => {
      const key = name === undefined ? null : known(name)
      return async (client, where) => {
        const found = await client.call('settings/reset', key === null ? where : { keys: [key], ...where })
        if (key !== null) return one(key, found, (now) => `${key} is ${now} again${there(found)}.${later(key)}`)
        if (found.repo !== null) return { lines: [`In ${found.repo} everything is as in all repositories again.`], json: { ...found } }
        return { lines: ['All settings have their defaults again.', ...SETTING_KEYS.map((each) => row(each, found))], json: { ...found } }
      }
    },
  },
}

function one(key: SettingKey, found: Found, said: (value: Settings[SettingKey], found: Found) => string): Answer {
  const value = found.settings[key]
  return { lines: [said(value, found)], json: { key, value, default: SETTINGS[key].default, locked_by: found.locked[key] ?? null } }
}

/** Where it holds, for the end of a sentence. */
function there({ repo }: Found): string {
  return repo === null ? '' : ` in ${repo}`
}

function row(key: SettingKey, { settings, locked, own }: Found): Line {
  const variable = locked[key]
  const note = own.includes(key)
    ? 'this repository'
    : variable !== undefined
      ? `set by ${variable}`
      : settings[key] === SETTINGS[key].default
        ? 'default'
        : `default ${SETTINGS[key].default}`
  return [`${key} = ${settings[key]}  `, { style: 'faint', text: `(${note})` }]
}

function refusals({ refused }: Found): Line[] {
  return refused.map(({ name, reason }) => [{ style: 'warn', text: `! ${name} is not heeded: it ${reason}.` }])
}

function later(key: SettingKey): string {
  return SETTINGS[key].effect === 'daemon' ? ' It holds when Scribe starts next.' : ''
}

function known(name: string): SettingKey {
  const key = settingKey(name)
  if (key !== null) return key
  throw new ScribeError('usage.badInput', `There is no setting ${JSON.stringify(name)}. "scribe config list" shows them.`)
}
