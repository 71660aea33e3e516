/**
 * All settings, by flat keys: one schema for the file, every door, the command line and the windows. Pure. Invariant: a
 * key stands here only when something reads it. Times are seconds.
 */
import { z } from 'zod'

export const settingsSchema = z.object({
  'recording.idleTimeout': z.union([z.literal(0), z.int().min(60).max(28_800)]),
  'recording.onBranchSwitch': z.enum(['stop', 'continue']),
  'recording.stopAfterPush': z.boolean(),
  'recording.maxFilesPerEntry': z.int().min(1).max(100),
  'limits.maxSessions': z.int().min(1).max(64),
  'ipc.websocket': z.boolean(),
  'ipc.port': z.union([z.literal(0), z.int().min(1024).max(65_535)]),
  'flags.watchBackend': z.enum(['auto', 'events', 'polling']),
  'flags.pollInterval': z.number().min(1).max(60),
  'flags.asyncRegistry': z.boolean(),
  'flags.pythonCompat': z.boolean(),
  'log.level': z.enum(['error', 'warn', 'info', 'debug']),
})
export type Settings = Readonly<z.infer<typeof settingsSchema>>
export type SettingKey = keyof Settings

interface Setting<K extends SettingKey> {
  readonly default: Settings[K]
  /** What may be given, to stand behind "takes". */
  readonly takes: string
  readonly help: string
  /** When a change is heeded: at once, or when the daemon starts next. */
  readonly effect: 'now' | 'daemon'
  /** The variable that sets it in place of the file, as the Python program's guide names it. */
  readonly variable?: { readonly name: string; readonly read: (text: string) => unknown }
}

/** What is said of each setting. */
export const SETTINGS: { readonly [K in SettingKey]: Setting<K> } = {
  'recording.idleTimeout': {
    default: 1800,
    takes: 'seconds from 60 to 28800, or 0 for never',
    help: 'A session stops when nothing has changed for this long.',
    effect: 'now',
    variable: { name: 'SCRIBE_IDLE_TIMEOUT', read: (text) => atLeast(wholeNumber(text), 60) },
  },
  'recording.onBranchSwitch': {
    default: 'stop',
    takes: 'stop or continue',
    help: 'What a session does when another branch is checked out.',
    effect: 'now',
    variable: { name: 'SCRIBE_BRANCH_TRACKING', read: (text) => ({ true: 'stop', false: 'continue' })[String(readBoolean(text))] },
  },
  'recording.stopAfterPush': {
    default: true,
    takes: 'true or false',
    help: 'A session stops when its branch is pushed and nothing is changed.',
    effect: 'now',
  },
  'recording.maxFilesPerEntry': {
    default: 10,
    takes: 'a whole number from 1 to 100',
    help: 'Files named in one worklog entry; further ones are counted.',
    effect: 'now',
  },
  'limits.maxSessions': {
    default: 8,
    takes: 'a whole number from 1 to 64',
    help: 'Sessions that record at once. A smaller limit stops none that records already.',
    effect: 'now',
    variable: { name: 'SCRIBE_MAX_INSTANCES', read: wholeNumber },
  },
  'ipc.websocket': {
    default: true,
    takes: 'true or false',
    help: 'Serve the page and live updates on this machine (127.0.0.1), where no app does.',
    effect: 'daemon',
  },
  'ipc.port': {
    default: 0,
    takes: 'a port from 1024 to 65535, or 0 to pick a free one',
    help: 'The port of the page, where none is named at the start.',
    effect: 'daemon',
  },
  'flags.watchBackend': {
    default: 'auto',
    takes: 'auto, events or polling',
    help: 'How changes are noticed. Polling is slower and uses more energy; it is for network disks.',
    effect: 'now',
  },
  'flags.pollInterval': {
    default: 10,
    takes: 'seconds from 1 to 60',
    help: 'Pause between two looks where changes are polled for.',
    effect: 'now',
  },
  'flags.asyncRegistry': {
    default: true,
    takes: 'true or false',
    help: 'Acknowledge when the record is durable. Off: only when the registry file is written too.',
    effect: 'now',
  },
  'flags.pythonCompat': {
    default: true,
    takes: 'true or false',
    help: 'Keep the registry and the state file that the Python program reads. Off: neither is written.',
    effect: 'now',
  },
  'log.level': {
    default: 'info',
    takes: 'error, warn, info or debug',
    help: 'What the daemon writes to its log.',
    effect: 'now',
    variable: { name: 'SCRIBE_DEBUG', read: (text) => (readBoolean(text) === false ? NOT_SET : readBoolean(text) && 'debug') },
  },
}

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[]

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse(Object.fromEntries(SETTING_KEYS.map((key) => [key, SETTINGS[key].default])))

/** What a variable says that leaves its setting alone. */
export const NOT_SET = Symbol('not set')

/** The key this text names, or `null`. */
export function settingKey(text: string): SettingKey | null {
  return SETTING_KEYS.find((key) => key === text) ?? null
}

/** True if the setting takes this value. */
export function takesValue(key: SettingKey, value: unknown): boolean {
  return settingsSchema.shape[key].safeParse(value).success
}

/** The value a person means by `text`, or `undefined` when the setting takes nothing like it. */
export function readSetting(key: SettingKey, text: string): Settings[SettingKey] | undefined {
  const candidates = [text, readBoolean(text), /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined]
  for (const candidate of candidates) {
    const parsed = settingsSchema.shape[key].safeParse(candidate)
    if (parsed.success) return parsed.data
  }
  return undefined
}

function readBoolean(text: string): boolean | undefined {
  if (/^(true|on|yes|1)$/i.test(text)) return true
  return /^(false|off|no|0)$/i.test(text) ? false : undefined
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** A smaller number is raised, as the Python program does; 0 stays what it says. */
function atLeast(value: number | undefined, floor: number): number | undefined {
  return value === undefined || value === 0 ? value : Math.max(floor, value)
}
