/**
 * The settings as they hold now: defaults, what the file says, and what variables of the environment say in its place.
 * Owns `settings.json`. Invariant: `current` is always whole and valid; what the file holds beyond that is kept in it.
 */
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { isFileOnly } from '../../shared/domain/settingControl.ts'
import {
  controlOf,
  DEFAULT_SETTINGS,
  isRepoKey,
  NOT_SET,
  REPO_KEYS,
  type RepoKey,
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

/** `repos` are those whose own settings are others now. */
type Listener = (now: Settings, before: Settings, repos: readonly string[]) => void

/** Under this key the file holds what is set for single repositories, by their roots. */
const REPOSITORIES = 'repositories'
/** Repositories with settings of their own. */
const MOST_REPOSITORIES = 1_000

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
  /** What is set for single repositories, checked. */
  #own: ReadonlyMap<string, Partial<Settings>> = new Map()

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

  /** The settings as they hold in one repository. */
  forRepo(root: string): Settings {
    const own = this.#own.get(root)
    return own === undefined ? this.#current : { ...this.#current, ...own }
  }

  /** The keys that are set for one repository. */
  ownKeys(root: string): RepoKey[] {
    const own = this.#own.get(root) ?? {}
    return REPO_KEYS.filter((key) => Object.hasOwn(own, key))
  }

  /** What stands in the file or the environment and cannot be used. */
  get refused(): readonly Refused[] {
    const ofFile = SETTING_KEYS.filter((key) => Object.hasOwn(this.#raw, key) && !takesValue(key, this.#raw[key]))
    return [...this.#refusedVariables, ...ofFile.map((key) => ({ name: key, reason: `takes ${takesWhat(key)}` }))]
  }

  /** Sets these keys, all or none; with `repo` (its root) for this repository only. Throws `usage.badInput`, `settings.locked` or `store.failed`. */
  async update(values: RawSettings, repo?: string): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const key = this.#changeable(name, repo)
      if (!takesValue(key, value)) throw new ScribeError('usage.badInput', `${key} takes ${takesWhat(key)}.`)
      if (isFileOnly(controlOf(key), value)) throw new ScribeError('settings.locked', `Only ${this.path} itself can name a program for ${key}.`)
    }
    await this.#write((raw) => changedIn(raw, repo, (own) => ({ ...own, ...values })))
  }

  /** Gives these keys (by default all) their default again; with `repo`, what holds for all. Throws as `update` does. */
  async reset(names: readonly string[] | undefined, repo?: string): Promise<void> {
    const keys = names === undefined ? SETTING_KEYS : names.map((name) => this.#changeable(name, repo))
    const without = (own: RawSettings): RawSettings => Object.fromEntries(Object.entries(own).filter(([name]) => !keys.some((key) => key === name)))
    await this.#write((raw) => changedIn(raw, repo, without))
  }

  /** Calls `listener` after each change. Returns the unsubscribe function. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changeable(name: string, repo: string | undefined): SettingKey {
    const key = settingKey(name)
    if (key !== null && repo !== undefined && !isRepoKey(key)) {
      throw new ScribeError('usage.badInput', `${key} holds for all repositories. For one of them these can be set: ${REPO_KEYS.join(', ')}.`)
    }
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
    const [before, ownBefore] = [this.#current, this.#own]
    this.#raw = raw
    this.#current = this.#resolve(raw)
    this.#own = ownSettings(raw[REPOSITORIES])
    const all = new Set([...ownBefore.keys(), ...this.#own.keys()])
    const repos = [...all].filter((root) => JSON.stringify(ownBefore.get(root)) !== JSON.stringify(this.#own.get(root)))
    if (repos.length === 0 && SETTING_KEYS.every((key) => before[key] === this.#current[key])) return
    for (const listener of this.#listeners) listener(this.#current, before, repos)
  }

  #resolve(raw: RawSettings): Settings {
    const known = SETTING_KEYS.flatMap((key) => (Object.hasOwn(raw, key) && takesValue(key, raw[key]) ? [[key, raw[key]] as const] : []))
    return wholeSettings({ ...Object.fromEntries(known), ...this.#fromVariables })
  }
}

/** The file with what is said of all repositories, or of one, changed. */
function changedIn(raw: RawSettings, repo: string | undefined, change: (own: RawSettings) => RawSettings): RawSettings {
  if (repo === undefined) return change(raw)
  const repositories = objectOf(raw[REPOSITORIES])
  const own = change(objectOf(repositories[repo]))
  const { [repo]: _before, ...others } = repositories
  return { ...raw, [REPOSITORIES]: Object.keys(own).length === 0 ? others : { ...others, [repo]: own } }
}

/** What is set for single repositories and can be heeded. */
function ownSettings(raw: unknown): ReadonlyMap<string, Partial<Settings>> {
  const known = (own: RawSettings): [string, unknown][] => REPO_KEYS.flatMap((key) => (takesValue(key, own[key]) ? [[key, own[key]]] : []))
  const found = Object.entries(objectOf(raw)).slice(0, MOST_REPOSITORIES)
  return new Map(found.map(([root, own]) => [root, Object.fromEntries(known(objectOf(own))) as Partial<Settings>]))
}

function objectOf(value: unknown): RawSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RawSettings) : {}
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
