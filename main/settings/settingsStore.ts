/**
 * The settings as they hold now: defaults, what the file says, and what variables of the environment say in its place.
 * Owns `settings.json`. Invariant: `current` is always whole and valid; what the file holds beyond that is kept in it.
 */
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { isFileOnly } from '../../shared/domain/settingControl.ts'
import {
  controlOf,
  DEFAULT_SETTINGS,
  NOT_SET,
  SETTING_KEYS,
  type SettingKey,
  type Settings,
  settingKey,
  settingOf,
  takesValue,
  takesWhat,
  wholeSettings,
} from '../../shared/domain/settings.ts'
import { Sequence } from '../base/sequence.ts'
import { type RawSettings, readSettingsFile, writeSettingsFile } from './settingsFile.ts'

export interface SettingsOptions {
  /** Absolute path of the file. */
  readonly path: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  /** The file was damaged and the defaults hold; `setAside` is where it is kept, `null` where it could not be moved. */
  readonly damaged: (setAside: string | null) => void
}

/** A value that was given and is not heeded. */
export interface Refused {
  /** A key of the file, or the name of a variable. */
  readonly name: string
  readonly reason: string
}

type Listener = (now: Settings, before: Settings) => void

export class SettingsStore {
  readonly path: string
  /** Which variable sets a key, so that nothing else can. */
  readonly locked: Readonly<Partial<Record<SettingKey, string>>>
  readonly #options: SettingsOptions
  readonly #order = new Sequence()
  readonly #listeners = new Set<Listener>()
  readonly #fromVariables: RawSettings
  readonly #refusedVariables: readonly Refused[]
  #raw: RawSettings = {}
  #current: Settings = DEFAULT_SETTINGS

  /** Nothing is read before `load`; until then the defaults and the environment hold. */
  constructor(options: SettingsOptions) {
    this.#options = options
    this.path = options.path
    const variables = readVariables(options.environment)
    this.locked = variables.locked
    this.#fromVariables = variables.values
    this.#refusedVariables = variables.refused
    this.#current = this.#resolve({})
  }

  /** Reads the file. Never throws: without a readable file the defaults hold. */
  async load(): Promise<void> {
    this.#take(await this.#read())
  }

  get current(): Settings {
    return this.#current
  }

  /** What stands in the file or the environment and cannot be used. */
  get refused(): readonly Refused[] {
    const ofFile = SETTING_KEYS.filter((key) => Object.hasOwn(this.#raw, key) && !takesValue(key, this.#raw[key]))
    return [...this.#refusedVariables, ...ofFile.map((key) => ({ name: key, reason: `takes ${takesWhat(key)}` }))]
  }

  /** Sets these keys, all or none. Throws `usage.badInput`, `settings.locked` or `store.failed`. */
  async update(values: RawSettings): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const key = this.#changeable(name)
      if (!takesValue(key, value)) throw new ScribeError('usage.badInput', `${key} takes ${takesWhat(key)}.`)
      if (isFileOnly(controlOf(key), value)) throw new ScribeError('settings.locked', `Only ${this.path} itself can name a program for ${key}.`)
    }
    await this.#write((raw) => ({ ...raw, ...values }))
  }

  /** Gives these keys (by default all) their default again. Throws as `update` does. */
  async reset(names: readonly string[] | undefined): Promise<void> {
    const keys = names === undefined ? SETTING_KEYS : names.map((name) => this.#changeable(name))
    await this.#write((raw) => Object.fromEntries(Object.entries(raw).filter(([name]) => !keys.some((key) => key === name))))
  }

  /** Calls `listener` after each change. Returns the unsubscribe function. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changeable(name: string): SettingKey {
    const key = settingKey(name)
    if (key === null) throw new ScribeError('usage.badInput', `There is no setting ${JSON.stringify(name.slice(0, 100))}. "scribe config list" shows them.`)
    const variable = this.locked[key]
    if (variable === undefined) return key
    throw new ScribeError('settings.locked', `${key} is set by ${variable}. Unset it and start Scribe again to change it here.`)
  }

  /** The file is read again first: a person may have edited it meanwhile. */
  async #write(change: (raw: RawSettings) => RawSettings): Promise<void> {
    await this.#order.run(async () => {
      const raw = change(await this.#read())
      try {
        await writeSettingsFile(this.path, { schemaVersion: 1, ...raw })
      } catch (cause) {
        throw new ScribeError('store.failed', `The settings could not be written: ${messageOf(cause)}.`, { cause })
      }
      this.#take(raw)
    })
  }

  /** What the file says; where it is damaged, what it said before. */
  async #read(): Promise<RawSettings> {
    const found = await readSettingsFile(this.path, this.#options.now())
    if (found.kind === 'read') return found.raw
    if (found.kind === 'none') return {}
    this.#options.damaged(found.setAside)
    return this.#raw
  }

  #take(raw: RawSettings): void {
    const before = this.#current
    this.#raw = raw
    this.#current = this.#resolve(raw)
    if (SETTING_KEYS.every((key) => before[key] === this.#current[key])) return
    for (const listener of this.#listeners) listener(this.#current, before)
  }

  #resolve(raw: RawSettings): Settings {
    const known = SETTING_KEYS.flatMap((key) => (Object.hasOwn(raw, key) && takesValue(key, raw[key]) ? [[key, raw[key]] as const] : []))
    return wholeSettings({ ...Object.fromEntries(known), ...this.#fromVariables })
  }
}

interface Variables {
  readonly values: RawSettings
  readonly locked: Partial<Record<SettingKey, string>>
  readonly refused: Refused[]
}

/** What the environment sets. A variable that makes no sense sets nothing and is told. */
function readVariables(environment: SettingsOptions['environment']): Variables {
  const found = SETTING_KEYS.flatMap((key) => {
    const { variable } = settingOf(key)
    const text = variable === undefined ? undefined : environment[variable.name]
    return variable === undefined || text === undefined || text === '' ? [] : [{ key, name: variable.name, value: variable.read(text) }]
  }).filter(({ value }) => value !== NOT_SET)
  const good = found.filter(({ key, value }) => takesValue(key, value))
  return {
    values: Object.fromEntries(good.map(({ key, value }) => [key, value])),
    locked: Object.fromEntries(good.map(({ key, name }) => [key, name])),
    refused: found.filter((one) => !good.includes(one)).map(({ key, name }) => ({ name, reason: `sets ${key}, which takes ${takesWhat(key)}` })),
  }
}
