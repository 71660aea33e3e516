/**
 * How each agent is told of Scribe: which of its files, and what goes into them. Pure: takes the parsed file and gives it back with
 * Scribe's part added or taken out, everything else as it was. Only hooks that run after something; never one that runs before a tool.
 */
import { join } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'

export const INSTALLABLE = ['claude-code', 'codex', 'gemini', 'copilot'] as const
export type Installable = (typeof INSTALLABLE)[number]

type Json = Readonly<Record<string, unknown>>

/** What is put into files: absolute paths. */
export interface Programs {
  readonly receiver: string
  readonly scribe: string
}

export interface AgentFile {
  readonly path: string
  /** The file with Scribe's part. Throws `usage.badInput` where something else stands in its place. */
  readonly add: (content: Json, programs: Programs) => Json
  /** The file without it. */
  readonly remove: (content: Json) => Json
}

/** The files of an agent, below the person's home. */
export function agentFiles(agent: Installable, home: string): readonly AgentFile[] {
  switch (agent) {
    case 'claude-code':
      return [hooksIn(join(home, '.claude/settings.json'), agent, CLAUDE), serverIn(join(home, '.claude.json'))]
    case 'codex':
      return [hooksIn(join(home, '.codex/hooks.json'), agent, CODEX)]
    case 'gemini': {
      const [hooks, server] = [hooksIn(join(home, '.gemini/settings.json'), agent, GEMINI), serverIn(join(home, '.gemini/settings.json'))]
      return [
        {
          path: hooks.path,
          add: (content, programs) => server.add(hooks.add(content, programs), programs),
          remove: (content) => server.remove(hooks.remove(content)),
        },
      ]
    }
    case 'copilot':
      return [copilotHooks(join(home, '.copilot/hooks/scribe.json')), serverIn(join(home, '.copilot/mcp-config.json'), { type: 'local', tools: ['*'] })]
  }
}

interface Hook {
  readonly event: string
  readonly matcher?: string
  /** As the agent counts it: seconds, or milliseconds for Gemini. */
  readonly timeout?: number
  /** The agent does not wait for it. */
  readonly async?: boolean
}

const TOOLS = 'Bash|Edit|Write|MultiEdit|NotebookEdit'
const CLAUDE: readonly Hook[] = [
  { event: 'SessionStart', timeout: 2 },
  { event: 'UserPromptSubmit', async: true },
  { event: 'PostToolUse', matcher: TOOLS, async: true },
  { event: 'PostToolUseFailure', matcher: 'Bash', async: true },
  { event: 'Stop', async: true },
  { event: 'Notification', async: true },
  { event: 'SessionEnd', timeout: 1 },
]
const CODEX: readonly Hook[] = ['SessionStart', 'UserPromptSubmit', 'PostToolUse', 'PermissionRequest', 'Stop', 'SessionEnd'].map((event) => ({
  event,
  timeout: 2,
}))
const GEMINI: readonly Hook[] = ['SessionStart', 'BeforeAgent', 'AfterTool', 'AfterAgent', 'Notification', 'SessionEnd'].map((event) => ({
  event,
  timeout: 2_000,
}))
const COPILOT = ['sessionStart', 'userPromptSubmitted', 'postToolUse', 'sessionEnd'] as const
/** By this a hook of ours is known, wherever the receiver lies. */
const OURS = /\/scribe-hook['"]? /

function hooksIn(path: string, agent: Installable, hooks: readonly Hook[]): AgentFile {
  return {
    path,
    add: (content, { receiver }) => {
      const known = objectOf(without(content).hooks)
      const added = hooks.map(({ event, matcher, ...rest }) => {
        const entry = { ...(matcher === undefined ? {} : { matcher }), hooks: [{ type: 'command', command: `${quoted(receiver)} ${agent} ${event}`, ...rest }] }
        return [event, [...listOf(known[event]), entry]] as const
      })
      return { ...content, hooks: { ...known, ...Object.fromEntries(added) } }
    },
    remove: without,
  }
}

/** Without our hooks; an event, or the whole, that holds nothing any more goes too. */
function without(content: Json): Json {
  if (!Object.hasOwn(content, 'hooks')) return content
  const isOurs = (entry: unknown): boolean => listOf(objectOf(entry).hooks).some((hook) => OURS.test(String(objectOf(hook).command ?? '')))
  const kept = Object.entries(objectOf(content.hooks)).flatMap(([event, entries]) => {
    const others = Array.isArray(entries) ? entries.filter((entry) => !isOurs(entry)) : entries
    return Array.isArray(others) && others.length === 0 && listOf(entries).length > 0 ? [] : [[event, others] as const]
  })
  const { hooks: _hooks, ...rest } = content
  return kept.length === 0 && Object.keys(objectOf(content.hooks)).length > 0 ? rest : { ...content, hooks: Object.fromEntries(kept) }
}

function serverIn(path: string, more: Json = {}): AgentFile {
  return {
    path,
    add: (content, { scribe }) => {
      const servers = objectOf(content.mcpServers)
      const there = servers.scribe
      if (there !== undefined && !isOurServer(there)) {
        throw new ScribeError('usage.badInput', `${path} names another server "scribe" already. Nothing was changed; rename that one first.`)
      }
      return { ...content, mcpServers: { ...servers, scribe: { ...more, command: scribe, args: ['mcp'] } } }
    },
    remove: (content) => {
      const { scribe, ...others } = objectOf(content.mcpServers)
      if (scribe === undefined || !isOurServer(scribe)) return content
      const { mcpServers: _servers, ...rest } = content
      return Object.keys(others).length === 0 ? rest : { ...content, mcpServers: others }
    },
  }
}

function isOurServer(server: unknown): boolean {
  const { command, args } = objectOf(server)
  return typeof command === 'string' && command.endsWith('/scribe') && listOf(args)[0] === 'mcp'
}

/** A file of our own: it is there or it is not. */
function copilotHooks(path: string): AgentFile {
  return {
    path,
    add: (_content, { receiver }) => ({
      version: 1,
      hooks: Object.fromEntries(COPILOT.map((event) => [event, [{ type: 'command', bash: `${quoted(receiver)} copilot ${event}`, timeoutSec: 2 }]])),
    }),
    remove: () => ({}),
  }
}

/** For a shell, whatever is in a path. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
