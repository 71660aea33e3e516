/**
 * Who may import whom, as data, and the check of it. A folder's name states its runtime; this is what holds it to that.
 * The most specific folder that a file lies in counts. Knows imports only, not what is done with them.
 */

export interface Rule {
  /** Folder or file, relative to the project. */
  readonly place: string
  /** Folders and files it may import, besides itself. */
  readonly may: readonly string[]
  /** Node's own modules. */
  readonly node: boolean
  /** npm packages. */
  readonly packages: readonly string[]
}

const LEAVES = ['main/store', 'main/watch', 'main/git', 'main/worklog', 'main/summaries', 'main/registry', 'main/agents']
const SHARED = ['shared']
const BELOW = [...SHARED, 'main/base']

export const RULES: readonly Rule[] = [
  { place: 'shared', may: [], node: false, packages: ['zod'] },
  { place: 'main/base', may: SHARED, node: true, packages: [] },
  { place: 'main/store', may: BELOW, node: true, packages: ['zod'] },
  { place: 'main/watch', may: BELOW, node: true, packages: ['zod', 'chokidar'] },
  { place: 'main/git', may: BELOW, node: true, packages: [] },
  { place: 'main/worklog', may: BELOW, node: true, packages: [] },
  { place: 'main/summaries', may: [...BELOW, 'main/store'], node: true, packages: ['zod', 're2js'] },
  { place: 'main/registry', may: BELOW, node: true, packages: ['zod'] },
  { place: 'main/agents', may: BELOW, node: true, packages: ['zod'] },
  { place: 'main/context', may: BELOW, node: true, packages: ['zod'] },
  // The one place where the context meets the parts it asks.
  { place: 'main/context/sources', may: [...BELOW, ...LEAVES, 'main/context'], node: true, packages: ['zod'] },
  { place: 'main/events', may: [...BELOW, 'main/store'], node: true, packages: ['zod'] },
  { place: 'main/sessions', may: [...BELOW, ...LEAVES, 'main/context', 'main/events'], node: true, packages: ['ulid', 'ignore'] },
  { place: 'main/metrics', may: [...BELOW, 'main/events', 'main/store'], node: true, packages: ['zod'] },
  { place: 'main/settings', may: BELOW, node: true, packages: [] },
  // Sample data, told by the functions that make real records.
  { place: 'main/demo', may: [...BELOW, 'main/store', 'main/agents', 'main/worklog', 'main/sessions', 'main/metrics'], node: true, packages: ['ulid'] },
  // What is told to the person; any shell can show it.
  { place: 'main/notifications', may: SHARED, node: true, packages: [] },
  { place: 'main/doctor', may: [...BELOW, 'main/git'], node: true, packages: [] },
  {
    place: 'main/commands',
    may: [...BELOW, ...LEAVES, 'main/context', 'main/sessions', 'main/events', 'main/settings', 'main/metrics', 'main/doctor', 'cli/verbs'],
    node: true,
    packages: [],
  },
  { place: 'main/server', may: [...BELOW, 'main/commands/dispatch.ts', 'main/commands/caller.ts', 'main/events'], node: true, packages: ['ws'] },
  { place: 'main/daemon.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/daemonCommands.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/demoParts.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/daemonGround.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/daemonDoors.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/metricsParts.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/agentParts.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/summaryParts.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/projectionReports.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/contextParts.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/recordingParts.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/settingsEffects.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/headless.ts', may: ['main', 'shared'], node: true, packages: [] },
  { place: 'main/electron', may: ['main/daemon.ts', 'main/base', 'main/notifications', 'shared'], node: true, packages: ['electron'] },
  { place: 'preload', may: ['shared/protocol'], node: false, packages: ['electron'] },
  { place: 'renderer', may: SHARED, node: false, packages: ['react', 'react-dom', 'zustand'] },
  { place: 'client', may: SHARED, node: true, packages: ['zod', 'ws'] },
  // Without a daemon its parts that work on files alone are used from here, so that there is one of each.
  {
    place: 'client/offline',
    may: [...BELOW, 'client', 'main/summaries', 'main/context', 'main/git', 'main/registry', 'main/agents'],
    node: true,
    packages: [],
  },
  { place: 'cli', may: ['client', 'shared'], node: true, packages: [] },
  // What a verb does, whoever runs it: the command, and the daemon for the thin client.
  { place: 'cli/verbs', may: SHARED, node: true, packages: [] },
  { place: 'cli/commands/daemon.ts', may: ['cli', 'client', 'shared', 'main/headless.ts'], node: true, packages: [] },
  { place: 'cli/commands/mcp.ts', may: ['cli', 'client', 'shared', 'plugins/mcp'], node: true, packages: [] },
  // What agents start: a client of the daemon like any other.
  { place: 'plugins/examples', may: [], node: true, packages: [] },
  { place: 'plugins/mcp', may: ['client', 'shared'], node: true, packages: ['zod', '@modelcontextprotocol/server'] },
  // Works on agents' files, which needs no daemon.
  { place: 'cli/commands/agents.ts', may: ['cli', 'client', 'shared', 'main/agents'], node: true, packages: [] },
  { place: 'cli/commands/doctor.ts', may: ['cli', 'client', 'shared', 'main/doctor'], node: true, packages: [] },
]

/** Folders that hold no product code: they may import anything, and no product code may import them. */
export const FREE = ['testing', 'e2e', 'bench', 'scripts', 'build']

export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string
  readonly text: string
}

/** Every import that no rule allows, as a sentence. Tests may also use what tests are made of. */
export function breaches(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => (isFree(file.path) ? [] : breachesOf(file)))
}

function breachesOf(file: SourceFile): string[] {
  const rule = ruleFor(file.path)
  if (rule === null) return [`${file.path} lies in no folder that has a rule`]
  const isTest = /\.(test|spec)\.tsx?$/.test(file.path)
  return importsOf(file.text).flatMap((specifier) =>
    allowed({ rule, path: file.path, specifier, isTest }) ? [] : [`${file.path} must not import ${specifier}`],
  )
}

function allowed(use: { rule: Rule; path: string; specifier: string; isTest: boolean }): boolean {
  const { rule, specifier, isTest } = use
  if (specifier.startsWith('node:')) return rule.node || isTest
  if (!specifier.startsWith('.'))
    return rule.packages.includes(packageName(specifier)) || (isTest && ['vitest', 'fast-check', 'zod', 'ws', 'child_process'].includes(packageName(specifier)))
  const target = resolveFrom(use.path, specifier)
  if (isFree(target)) return isTest
  // A test of a folder may drive it with the real parts around it; what the product itself may use stays the rule's.
  return isTest || [rule.place, ...rule.may].some((place) => isWithin(target, place))
}

/** What a file imports, in any of the ways a file can: `import`, `export … from`, `import()`, `new URL(…, import.meta.url)`. */
export function importsOf(text: string): string[] {
  const forms = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g,
    /\bnew URL\(\s*['"](\.[^'"]+\.[jt]sx?)['"]\s*,\s*import\.meta\.url/g,
  ]
  return forms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''))
}

/** `@scope/name` or `name`. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function ruleFor(path: string): Rule | null {
  // A file that has a rule of its own has it for its test too.
  const subject = path.replace(/\.test\.ts$/, '.ts')
  const matching = RULES.filter((rule) => isWithin(path, rule.place) || subject === rule.place)
  return matching.sort((a, b) => b.place.length - a.place.length)[0] ?? null
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

function isFree(path: string): boolean {
  return FREE.some((folder) => isWithin(path, folder))
}

function resolveFrom(path: string, specifier: string): string {
  const parts = path.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}
