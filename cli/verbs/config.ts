/** `scribe config`: shows and changes settings. Values are checked here as everywhere: by the one schema. */
import { ScribeError } from '../../shared/domain/error.ts'
import { readSetting, SETTING_KEYS, SETTINGS, type SettingKey, type Settings, settingKey, takesWhat } from '../../shared/domain/settings.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { Answer, Line } from './output.ts'
import type { CommandRunner, Verb } from './verb.ts'

type Found = CommandOutput<'settings/get'>

const ACTIONS = ['list', 'get', 'set', 'reset'] as const
const USAGE = 'scribe config list | get KEY | set KEY VALUE | reset [KEY]'

export const config: Verb = {
  usage: USAGE,
  summary: 'Show and change settings.',
  examples: [
    'scribe config list',
    'scribe config get limits.maxSessions',
    'scribe config set recording.idleTimeout 3600',
    'scribe config reset recording.idleTimeout',
  ],
  options: {},
  words: [1, 3],
  choices: [ACTIONS, SETTING_KEYS],
  run: async (input): Promise<Answer> => {
    const [action, ...words] = input.positionals
    const step = ACTIONS.some((each) => each === action) ? STEPS[String(action)] : undefined
    if (step === undefined || words.length < step.words[0] || words.length > step.words[1]) throw new ScribeError('usage.badInput', `Usage: ${USAGE}`)
    const change = step.read(words)
    return await change(await input.client())
  },
}

interface Step {
  readonly words: readonly [least: number, most: number]
  /** Reads the words before a daemon is asked for anything; what it returns does the work. */
  readonly read: (words: readonly string[]) => (client: CommandRunner) => Promise<Answer>
}

const STEPS: Readonly<Record<string, Step>> = {
  list: {
    words: [0, 0],
    read: () => async (client) => {
      const found = await client.call('settings/get', {})
      return { lines: [...SETTING_KEYS.map((key) => row(key, found)), ...refusals(found)], json: { ...found } }
    },
  },
  get: {
    words: [1, 1],
    read: ([name = '']) => {
      const key = known(name)
      return async (client) => one(key, await client.call('settings/get', {}), (value) => String(value))
    },
  },
  set: {
    words: [2, 2],
    read: ([name = '', text = '']) => {
      const key = known(name)
      const value = readSetting(key, text)
      if (value === undefined) throw new ScribeError('usage.badInput', `${key} takes ${takesWhat(key)}.`)
      return async (client) => one(key, await client.call('settings/update', { values: { [key]: value } }), (now) => `${key} is ${now} now.${later(key)}`)
    },
  },
  reset: {
    words: [0, 1],
    read: ([name]) => {
      const key = name === undefined ? null : known(name)
      return async (client) => {
        const found = await client.call('settings/reset', key === null ? {} : { keys: [key] })
        if (key !== null) return one(key, found, (now) => `${key} is ${now} again.${later(key)}`)
        return { lines: ['All settings have their defaults again.', ...SETTING_KEYS.map((each) => row(each, found))], json: { ...found } }
      }
    },
  },
}

function one(key: SettingKey, found: Found, said: (value: Settings[SettingKey]) => string): Answer {
  const value = found.settings[key]
  return { lines: [said(value)], json: { key, value, default: SETTINGS[key].default, locked_by: found.locked[key] ?? null } }
}

function row(key: SettingKey, { settings, locked }: Found): Line {
  const variable = locked[key]
  const note = variable !== undefined ? `set by ${variable}` : settings[key] === SETTINGS[key].default ? 'default' : `default ${SETTINGS[key].default}`
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
