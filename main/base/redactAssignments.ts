/**
 * Secrets known only by their name: `password=…`, `API_TOKEN: …`, `--secret …`. The name stays, the value goes. Pure
 * patterns, tried from the name on, so that a value which is plainly code (a call, a type, a variable) is left whole.
 */

/** Chosen by people, so any word can be one. */
const HUMAN = 'pass(?:word|wd|phrase|code)|_pass|_pwd'
/** Made by machines, so one holds a digit. */
const MACHINE = 'secret|token|credentials?|(?:api|access|private|secret|signing|encryption|account|auth|master)[_-]?key(?:[_-]?base)?'

/** A value that is code or a placeholder: it names a secret but holds none. */
const CODE = [
  String.raw`\[redacted:`,
  // Operators (`==`, `=>`, `::`), and what opens a list, a block or a call.
  String.raw`[=>:&|?(\[{]`,
  String.raw`\$[({\w]|<[a-z]|%[({]|\*{3}`,
  String.raw`(?:string|number|boolean|undefined|unknown|null|function|async|await|false|buffer|object|required|optional|import|require|typeof)\b`,
  String.raw`[a-z_$][\w$]{0,64}(?:\?\.|[(\[])`,
  String.raw`[a-z_$]{1,64}\.[a-z_$]`,
  // A value passed on under a name of its own kind: `token: accessToken`.
  '(?-i:[a-z]+(?:[A-Z][a-z]+)*(?:Token|Password|Secret|Key))(?![\\w!-])',
  String.raw`(?:token|password|secret)[)\]}?.]`,
].join('|')

const VALUE = String.raw`[^\s"'\x60,;]{6,}`
const GAP = String.raw`\\?["']?\s{0,4}[:=]\s{0,4}`

function pattern(source: string): RegExp {
  return new RegExp(source, 'gi')
}

export const ASSIGNMENTS: readonly RegExp[] = [
  // In quotes, which JSON within JSON escapes: up to the closing one, which stays.
  pattern(`((?:${HUMAN}|${MACHINE})${GAP}(\\\\?["'\`]))(?!\\[redacted:|\\$\\{|<)(?:(?!\\2)[^\\n]){6,}`),
  pattern(`((?:${HUMAN})${GAP})(?!${CODE})${VALUE}`),
  // As a line of an environment file or a command: no space around the sign.
  pattern(`((?:${MACHINE})=)(?!${CODE})${VALUE}`),
  pattern(`((?:${MACHINE})${GAP})(?!${CODE})(?=[^\\s"'\\x60,;\\d]{0,200}\\d)${VALUE}`),
  pattern(`((?:${HUMAN}|${MACHINE})(?<=--[a-z-]{0,40})\\s{1,4})(?![-"']|${CODE})${VALUE}`),
]
