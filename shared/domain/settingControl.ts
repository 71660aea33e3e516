/**
 * What a setting takes, as data, and the makers of settings. Owns the forms there are (a switch, a choice, a number, a
 * shortcut, a span of the day, a source) and how each is checked and said; not which settings there are.
 */

export type Control =
  | { readonly kind: 'toggle' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | {
      readonly kind: 'number'
      readonly min: number
      readonly max: number
      readonly whole: boolean
      /** In words, before "from": `seconds`, `a port`. */
      readonly unit: string
      /** What 0 means, behind "0"; `null` where 0 is no answer of its own. */
      readonly zero: string | null
    }
  /** An accelerator such as `Ctrl+Alt+S`; empty for none. */
  | { readonly kind: 'shortcut' }
  /** `HH:MM-HH:MM`, over midnight too; empty for none. */
  | { readonly kind: 'timeSpan' }
  /** Something of the person's own that is asked: `off`, an address of this machine, or the path of a program. */
  | { readonly kind: 'source' }
  /** Patterns as in .gitignore, with spaces between them; empty for none. */
  | { readonly kind: 'patterns' }

export interface Setting<V> {
  readonly default: V
  readonly control: Control
  readonly help: string
  /** When a change is heeded: at once, or when the daemon starts next. */
  readonly effect: 'now' | 'daemon'
  /** The variable that sets it in place of the file, as the Python program's guide names it. */
  readonly variable?: { readonly name: string; readonly read: (text: string) => unknown }
}

type About<V> = Pick<Setting<V>, 'default' | 'help' | 'variable'> & { readonly effect?: Setting<V>['effect'] }
interface Range {
  readonly min: number
  readonly max: number
  readonly unit?: string
  readonly zero?: string
  readonly whole?: boolean
}

const MODIFIER = '(?:Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|Shift|Meta)'
const SHORTCUT = new RegExp(
  `^(?:${MODIFIER}\\+)*(?:Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|Meta)\\+(?:${MODIFIER}\\+)*(?:[A-Z0-9]|F\\d{1,2}|Space)$`,
)
const TIME_SPAN = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/

/** An absolute path, or an address of this machine by its number: a name could lead elsewhere. */
const SOURCE = /^(?:off|\/[^\0\r\n]{1,1000}|http:\/\/(?:127\.0\.0\.1|\[::1\]):\d{1,5}(?:\/[!-~]{0,1000})?)$/

const MOST_PATTERNS = 200
const MOST_TEXT = 4_000

export function toggle(about: About<boolean>): Setting<boolean> {
  return { effect: 'now', ...about, control: { kind: 'toggle' } }
}

export function choice<const O extends readonly string[]>(options: O, about: About<O[number]>): Setting<O[number]> {
  return { effect: 'now', ...about, control: { kind: 'choice', options } }
}

export function number({ min, max, unit = 'a whole number', zero, whole = true }: Range, about: About<number>): Setting<number> {
  return { effect: 'now', ...about, control: { kind: 'number', min, max, unit, whole, zero: zero ?? null } }
}

export function shortcut(about: About<string>): Setting<string> {
  return { effect: 'now', ...about, control: { kind: 'shortcut' } }
}

export function timeSpan(about: About<string>): Setting<string> {
  return { effect: 'now', ...about, control: { kind: 'timeSpan' } }
}

export function source(about: About<string>): Setting<string> {
  return { effect: 'now', ...about, control: { kind: 'source' } }
}

export function patterns(about: About<string>): Setting<string> {
  return { effect: 'now', ...about, control: { kind: 'patterns' } }
}

/** The patterns of such a text. */
export function patternsOf(text: string): string[] {
  return text.split(/\s+/).filter((pattern) => pattern !== '')
}

/** True for a value that only a person's own edit of the file can give: no door is to name a program that is started. */
export function isFileOnly(control: Control, value: unknown): boolean {
  return control.kind === 'source' && typeof value === 'string' && value.startsWith('/')
}

/** True if the control takes this value. */
export function controlTakes(control: Control, value: unknown): boolean {
  switch (control.kind) {
    case 'toggle':
      return typeof value === 'boolean'
    case 'choice':
      return control.options.some((option) => option === value)
    case 'number':
      return typeof value === 'number' && numberFits(control, value)
    case 'shortcut':
      return value === '' || (typeof value === 'string' && value.length <= 60 && SHORTCUT.test(value))
    case 'timeSpan':
      return value === '' || (typeof value === 'string' && TIME_SPAN.test(value))
    case 'source':
      return typeof value === 'string' && SOURCE.test(value)
    case 'patterns':
      return typeof value === 'string' && value.length <= MOST_TEXT && patternsOf(value).length <= MOST_PATTERNS && !/[\0-\x08\x0e-\x1f\x7f]/.test(value)
  }
}

/** What may be given, to stand behind "takes". */
export function takes(control: Control): string {
  switch (control.kind) {
    case 'toggle':
      return 'true or false'
    case 'choice':
      return `${control.options.slice(0, -1).join(', ')} or ${control.options.at(-1)}`
    case 'number':
      return `${control.unit} from ${control.min} to ${control.max}${control.zero === null ? '' : `, or 0 ${control.zero}`}`
    case 'shortcut':
      return 'a shortcut with Ctrl, Alt or Cmd, such as Ctrl+Alt+S, or nothing'
    case 'timeSpan':
      return 'a time of day such as 22:00-08:00, or nothing'
    case 'source':
      return 'off, an address such as http://127.0.0.1:3000/memory, or in settings.json the absolute path of a program'
    case 'patterns':
      return `up to ${MOST_PATTERNS} patterns as in .gitignore, with spaces between them, or nothing`
  }
}

function numberFits({ min, max, whole, zero }: Extract<Control, { kind: 'number' }>, value: number): boolean {
  if (value === 0 && zero !== null) return true
  return value >= min && value <= max && (!whole || Number.isInteger(value))
}
