/**
 * Which commits and which paths of the repository a line names. Pure and linear. What could be either, or neither, is left
 * alone: an address, a version, a hash that says of itself that it is no commit.
 */

export interface Mentions {
  readonly commits: readonly string[]
  /** Relative to the repository, `/` as separator. A name without a folder stands for a file of that name anywhere. */
  readonly paths: readonly string[]
}

/** Nothing beyond this is looked at; kept lines are shorter. */
const MOST_TEXT = 2_000
const MOST_EACH = 20

const COMMIT = /(?<![\w./:#@=-])[0-9a-f]{7,40}(?![\w/=@-])/g
/** In front of a number without letters it makes a commit of it. */
const COMMIT_WORD = /\b(?:commits?|sha|revision|cherry-pick(?:ed)?|reverts?|reverted)\s*:?\s*$/i
const COMMIT_WORD_REACH = 20
const OTHER_HASH = /(?:sha\d+|md5|digest|checksum|0x|image|layer|uuid)[:\s]*$/i

const WRAPPING = /^[`'"([{<*]+|[`'")\]}>*,;:!?.]+$/g
/** `path:12:5`, as compilers say it. */
const PLACE_IN_FILE = /(?::\d+){1,2}$/
const PATH = /^(?:[\w@+()[\]-][\w.@+()[\]-]*|\.[\w-][\w.-]*)(?:\/(?:[\w@+()[\]-][\w.@+()[\]-]*|\.[\w-][\w.-]*))*$/
const EXTENSION = /\.[A-Za-z][A-Za-z0-9]{0,7}$/
/** Endings that make a file of a single name; of others (`example.com`, `Node.js`, `e.g`) nobody knows. */
const SOURCE_ENDING =
  /\.(?:ts|tsx|jsx|mts|cts|mjs|cjs|py|pyi|md|json|jsonl|ya?ml|toml|css|scss|html|sql|sh|rs|go|java|kt|swift|rb|php|c|h|cc|cpp|hpp|cs|lock|cfg|ini|txt|xml|svg)$/
const HOST = /^(?:[\w-]+\.)+(?:com|org|net|io|dev|app|ai|co|edu|gov|invalid|local|example)(?:\/|$)/i

export function mentionsOf(line: string): Mentions {
  const text = line.slice(0, MOST_TEXT)
  return { commits: commitsIn(text), paths: pathsIn(text) }
}

function commitsIn(text: string): string[] {
  const found = new Set<string>()
  for (const match of text.matchAll(COMMIT)) {
    const [id] = match
    const before = text.slice(Math.max(0, match.index - COMMIT_WORD_REACH), match.index)
    if (OTHER_HASH.test(before)) continue
    const isMixed = /\d/.test(id) && /[a-f]/.test(id)
    if (isMixed || COMMIT_WORD.test(before)) found.add(id)
    if (found.size >= MOST_EACH) break
  }
  return [...found]
}

function pathsIn(text: string): string[] {
  const found = new Set<string>()
  for (const token of text.split(/[\s|]+/)) {
    const path = pathIn(token)
    if (path !== null) found.add(path)
    if (found.size >= MOST_EACH) break
  }
  return [...found]
}

function pathIn(token: string): string | null {
  if (token.length < 4 || token.startsWith('-') || token.includes('://')) return null
  const bare = token.replace(WRAPPING, '').replace(PLACE_IN_FILE, '').replace(/^\.\//, '')
  if (!PATH.test(bare) || HOST.test(bare) || bare.split('/').includes('..')) return null
  if (!bare.includes('/')) return SOURCE_ENDING.test(bare) ? bare : null
  return EXTENSION.test(bare) ? bare : null
}
