/**
 * All settings, by flat keys, as data: from here come the check of every value, `scribe config`, the settings window and the
 * documentation. Pure, and without the schema library, so that a page can hold it. Invariant: a key stands here only when
 * something reads it. Times are seconds, but for the deadline of a context, which is milliseconds.
 */
import { QUIET_DAYS } from './noticeKinds.ts'
import { PRIORITIES, SESSION_TYPES } from './session.ts'
import { type Control, choice, controlTakes, number, patterns, type Setting, shortcut, source, takes, timeSpan, toggle } from './settingControl.ts'

/** How long something that was fetched passes as fresh. */
const TTL = { min: 0.1, max: 600, unit: 'seconds', zero: 'to keep nothing', whole: false } as const

/** How a kind of notification comes. */
const LOUDNESS = ['off', 'quiet', 'alert'] as const
/** What says that a record may be lost is never off. */
const LOUD_ENOUGH = ['quiet', 'alert'] as const

/** What is said of each setting. */
export const SETTINGS = {
  'general.launchAtLogin': toggle({ default: false, help: 'Opens Scribe in the menu bar when you log in.' }),
  'general.clickAction': choice(['popover', 'menu'], { default: 'popover', help: 'What clicking the menu bar icon shows.' }),
  'general.menuBarText': choice(['none', 'count', 'countWhenAttention'], { default: 'none', help: 'Text beside the icon.' }),
  'general.dock': choice(['whenWindowOpen', 'always'], { default: 'whenWindowOpen', help: 'Keep Scribe in the Dock and the app switcher.' }),
  'general.theme': choice(['system', 'light', 'dark'], { default: 'system', help: 'Appearance of Scribe windows.' }),
  'general.textSize': choice(['100', '115', '130', '150', '200'], { default: '100', help: 'Size of text in Scribe windows, in percent.' }),
  'general.shortcutOpen': shortcut({ default: '', help: 'Opens Scribe from any app.' }),
  'general.shortcutNote': shortcut({ default: '', help: 'Opens a new note from any app.' }),
  'general.keepReady': choice(['auto', 'always', 'never'], {
    default: 'auto',
    help: 'Keeps the popover loaded so that it opens at once; by itself for 10 minutes, 5 on battery.',
  }),
  'recording.idleTimeout': number(
    { min: 60, max: 28_800, unit: 'seconds', zero: 'for never' },
    {
      default: 1800,
      help: 'A session stops when nothing has changed for this long.',
      variable: { name: 'SCRIBE_IDLE_TIMEOUT', read: (text) => atLeast(wholeNumber(text), 60) },
    },
  ),
  'recording.idleWarning': number({ min: 20, max: 600, unit: 'seconds', zero: 'for none' }, { default: 120, help: 'Warns before an idle stop.' }),
  'recording.onBranchSwitch': choice(['stop', 'continue'], {
    default: 'stop',
    help: 'What a session does when another branch is checked out.',
    variable: { name: 'SCRIBE_BRANCH_TRACKING', read: (text) => ({ true: 'stop', false: 'continue' })[String(readBoolean(text))] },
  }),
  'recording.stopAfterPush': toggle({ default: true, help: 'A session stops when its branch is pushed and nothing is changed.' }),
  'recording.autoStart': choice(['off', 'knownRepos', 'onAgentConnect'], {
    default: 'off',
    help: 'Begins a session when an agent begins to work: never, in repositories that were recorded before, or in every one.',
  }),
  'recording.maxFilesPerEntry': number({ min: 1, max: 100 }, { default: 10, help: 'Files named in one worklog entry; further ones are counted.' }),
  'recording.ignore': patterns({
    default: '',
    help: 'Files that are not recorded, in the syntax of .gitignore, with spaces between patterns. What Git ignores is not recorded anyway.',
  }),
  'recording.defaultType': choice(SESSION_TYPES, { default: 'brainstorming', help: 'Type of a session where none is said.' }),
  'recording.defaultPriority': choice(PRIORITIES, { default: 'medium', help: 'Priority of a session where none is said.' }),
  'limits.maxSessions': number(
    { min: 1, max: 64 },
    {
      default: 8,
      help: 'Sessions that record at once. A smaller limit stops none that records already.',
      variable: { name: 'SCRIBE_MAX_INSTANCES', read: wholeNumber },
    },
  ),
  'limits.maxGitOps': number({ min: 1, max: 16 }, { default: 4, help: 'Runs of Git at once, over all repositories.' }),
  'limits.maxGitOpsPerRepo': number({ min: 1, max: 4 }, { default: 2, help: 'Runs of Git at once in one repository.' }),
  'limits.onLimit': choice(['ask', 'queue', 'stopLeastRecent'], {
    default: 'ask',
    help: 'What happens when the limit is reached: ask, wait for a place, or stop the session that changed longest ago.',
  }),
  'limits.maxFileReads': number({ min: 1, max: 64 }, { default: 8, help: 'Files looked at, at once, when a repository is scanned.' }),
  'limits.maxSummarizerJobs': number({ min: 1, max: 4 }, { default: 1, help: 'Summaries that are made at once.' }),
  'limits.eventsPerSec': number(
    { min: 10, max: 5_000 },
    { default: 200, help: 'Changes a second of one session; above this they are recorded per folder until it is quieter.' },
  ),
  'limits.queueDepth': number({ min: 1_000, max: 100_000 }, { default: 10_000, help: 'Work that waits for its turn at most.' }),
  'limits.weights.high': number({ min: 1, max: 10 }, { default: 4, help: 'Turns that sessions of high priority get where work waits.' }),
  'limits.weights.medium': number({ min: 1, max: 10 }, { default: 2, help: 'Turns that sessions of medium priority get meanwhile.' }),
  'limits.weights.low': number({ min: 1, max: 10 }, { default: 1, help: 'Turns that sessions of low priority get meanwhile.' }),
  'limits.onBattery': choice(['reduced', 'full'], {
    default: 'reduced',
    help: 'Reduced: on battery, or when the Mac is hot, half the jobs, double cache times, summaries when a session stops.',
  }),
  'limits.memorySoft': number({ min: 120, max: 1_024, unit: 'megabytes' }, { default: 220, help: 'Alerts when the daemon uses more memory.' }),
  'limits.maxClients': number(
    { min: 8, max: 256 },
    { default: 64, help: 'Programs that are connected at once. The windows of Scribe have places of their own.' },
  ),
  'limits.clientRate': number(
    { min: 10, max: 10_000, zero: 'for no limit' },
    { default: 50, help: 'Requests a second of one connected program; four times as many at once.' },
  ),
  'limits.contextDeadline': number(
    { min: 250, max: 10_000, unit: 'milliseconds' },
    { default: 1500, help: 'Whoever asks for context gets what is there by then, marked as partial.' },
  ),
  'limits.cacheTtl.git': number(TTL, { default: 5, help: 'How long what Git said passes as fresh where nobody watches the repository.' }),
  'limits.cacheTtl.files': number(TTL, { default: 30, help: 'How long what was read of worklogs and files passes as fresh.' }),
  'limits.cacheTtl.registry': number(TTL, { default: 2, help: 'How long what the registry and the agents said passes as fresh.' }),
  'limits.cacheMax': number(
    { min: 4, max: 256, unit: 'megabytes' },
    { default: 32, help: 'Memory for context that is kept; what was used longest ago makes room.' },
  ),
  'context.memory': source({ default: 'off', help: 'A memory of your own that adds to every context. Only settings.json itself can name a program.' }),
  'agents.privacy': choice(['off', 'metadata', 'summary', 'full'], {
    default: 'summary',
    help: 'What is kept of what agents do: nothing, that it happened, beginnings of prompts and commands, or all of them. Outputs are never kept.',
  }),
  'agents.context': choice(['start', 'onChange', 'off'], {
    default: 'start',
    help: 'What agents are told without asking: the context of the session when they begin, also what has changed at each prompt, or nothing. A change is heeded by an agent when Scribe is installed into it again.',
  }),
  'notify.enabled': toggle({ default: true, help: 'Scribe may send notifications.' }),
  'notify.kind.session.idleWarning': choice(LOUDNESS, { default: 'alert', help: 'A session is about to stop because nothing changes.' }),
  'notify.kind.session.stopped.idle': choice(LOUDNESS, { default: 'quiet', help: 'A session stopped because nothing changed.' }),
  'notify.kind.session.stopped.branch': choice(LOUDNESS, { default: 'alert', help: 'A session stopped because another branch was checked out.' }),
  'notify.kind.session.stopped.push': choice(LOUDNESS, { default: 'quiet', help: 'A session stopped because everything is pushed.' }),
  'notify.kind.session.stopped.limit': choice(LOUDNESS, {
    default: 'alert',
    help: 'As many sessions record as may: one waits for a place, or one was stopped for another.',
  }),
  'notify.kind.context.changed': choice(LOUDNESS, { default: 'alert', help: 'Branch or commit changed, or another session wrote the same file.' }),
  'notify.kind.session.started': choice(LOUDNESS, { default: 'quiet', help: 'A session was started from the command line or by an agent.' }),
  'notify.kind.session.interrupted': choice(LOUDNESS, { default: 'alert', help: 'A session was interrupted.' }),
  'notify.kind.capture.degraded': choice(LOUDNESS, { default: 'alert', help: 'Changes may be missed.' }),
  'notify.kind.data.notSaved': choice(LOUD_ENOUGH, { default: 'alert', help: 'Something cannot be written. Always told.' }),
  'notify.kind.daemon.safeMode': choice(LOUD_ENOUGH, { default: 'alert', help: 'Recording has stopped after several crashes. Always told.' }),
  'notify.kind.registry.recovered': choice(LOUDNESS, { default: 'quiet', help: 'A damaged registry was restored.' }),
  'notify.kind.digest': choice(LOUDNESS, { default: 'quiet', help: 'What happened while notifications were held back.' }),
  'notify.quietHours': timeSpan({ default: '', help: 'In this time notifications wait, for example 22:00-08:00.' }),
  'notify.quietDays': choice(QUIET_DAYS, { default: 'everyDay', help: 'Days on which quiet hours begin.' }),
  'notify.coalesce': number(
    { min: 1, max: 600, unit: 'seconds', zero: 'for no' },
    { default: 30, help: 'Notifications of one kind this close together are one.' },
  ),
  'notify.maxPerHour': number({ min: 1, max: 100 }, { default: 20, help: 'Further notifications within an hour become one.' }),
  'notify.sound': toggle({ default: false, help: 'Notifications make a sound.' }),
  'ipc.websocket': toggle({ default: true, help: 'Serve the page and live updates on this machine (127.0.0.1), where no app does.', effect: 'daemon' }),
  'ipc.port': number(
    { min: 1024, max: 65_535, unit: 'a port', zero: 'to pick a free one' },
    { default: 0, help: 'The port of the page, where none is named at the start.', effect: 'daemon' },
  ),
  'flags.watchBackend': choice(['auto', 'events', 'polling'], {
    default: 'auto',
    help: 'How changes are noticed. Polling is slower and uses more energy; it is for network disks.',
  }),
  'flags.pollInterval': number(
    { min: 1, max: 60, unit: 'seconds', whole: false },
    { default: 10, help: 'Pause between two looks where changes are polled for.' },
  ),
  'flags.parallelContext': toggle({ default: true, help: 'Ask all sources of a context at the same time. Off: one after the other.' }),
  'flags.liveUpdates': toggle({ default: true, help: 'Tell programs at once that files moved or a context changed. Off: they learn it when they ask.' }),
  'flags.asyncRegistry': toggle({ default: true, help: 'Acknowledge when the record is durable. Off: only when the registry file is written too.' }),
  'flags.liveSummaries': toggle({ default: true, help: 'Keep summaries up to date behind the record. Off: they are made when they are asked for.' }),
  'metrics.enabled': toggle({ default: true, help: 'Keeps figures of what Scribe costs and how fast it is, on this machine only.' }),
  'metrics.interval': number(
    { min: 0.5, max: 10, unit: 'seconds', whole: false },
    { default: 1, help: 'Pause between two looks at the figures while something happens. At rest nothing is looked at.' },
  ),
  'retention.metricsDays': number({ min: 1, max: 365, unit: 'days' }, { default: 30, help: 'How long figures are kept.' }),
  'flags.pythonCompat': toggle({ default: true, help: 'Keep the registry and the state file that the Python program reads. Off: neither is written.' }),
  'log.level': choice(['error', 'warn', 'info', 'debug'], {
    default: 'info',
    help: 'What the daemon writes to its log.',
    variable: { name: 'SCRIBE_DEBUG', read: (text) => (readBoolean(text) === false ? NOT_SET : readBoolean(text) && 'debug') },
  }),
} as const satisfies Readonly<Record<string, Setting<unknown>>>

export type SettingKey = keyof typeof SETTINGS

/** What can be set for one repository in place of what holds for all. */
export const REPO_KEYS = [
  'recording.ignore',
  'agents.privacy',
  'flags.watchBackend',
  'flags.pollInterval',
  'flags.parallelContext',
  'flags.liveUpdates',
  'flags.asyncRegistry',
  'flags.liveSummaries',
  'flags.pythonCompat',
] as const satisfies readonly SettingKey[]
export type RepoKey = (typeof REPO_KEYS)[number]

/** True for a key that can be set for one repository. */
export function isRepoKey(key: SettingKey): key is RepoKey {
  return REPO_KEYS.some((each) => each === key)
}
type ValueOf<S> = S extends Setting<infer V> ? V : never
export type Settings = { readonly [K in SettingKey]: ValueOf<(typeof SETTINGS)[K]> }

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[]

export const DEFAULT_SETTINGS = Object.fromEntries(SETTING_KEYS.map((key) => [key, SETTINGS[key].default])) as Settings

/** What a variable says that leaves its setting alone. */
export const NOT_SET = Symbol('not set')

/** The setting as any surface reads it, whatever its value is. */
export function settingOf(key: SettingKey): Setting<unknown> {
  return SETTINGS[key]
}

/** The key this text names, or `null`. */
export function settingKey(text: string): SettingKey | null {
  return SETTING_KEYS.find((key) => key === text) ?? null
}

/** True if the setting takes this value. */
export function takesValue(key: SettingKey, value: unknown): boolean {
  return controlTakes(SETTINGS[key].control, value)
}

/** What may be given, to stand behind "takes". */
export function takesWhat(key: SettingKey): string {
  return takes(SETTINGS[key].control)
}

/** These values over the defaults, each checked. Throws `RangeError` for one that its setting does not take. */
export function wholeSettings(values: Readonly<Record<string, unknown>>): Settings {
  for (const key of SETTING_KEYS) if (Object.hasOwn(values, key) && !takesValue(key, values[key])) throw new RangeError(`${key} takes ${takesWhat(key)}`)
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, Object.hasOwn(values, key) ? values[key] : DEFAULT_SETTINGS[key]])) as Settings
}

/** The value a person means by `text`, or `undefined` when the setting takes nothing like it. */
export function readSetting(key: SettingKey, text: string): Settings[SettingKey] | undefined {
  const candidates = [text, readBoolean(text), /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined]
  return candidates.find((candidate): candidate is Settings[SettingKey] => takesValue(key, candidate))
}

/** The control that shows and checks a setting. */
export function controlOf(key: SettingKey): Control {
  return SETTINGS[key].control
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
