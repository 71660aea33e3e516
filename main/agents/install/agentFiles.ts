/** Which files of each agent tell it of Scribe, and what goes into them. Pure; paths are below the person's home. */
import { join } from 'node:path'
import type { Installable } from '../../../shared/domain/integrationNames.ts'
import { type Hook, hooksPart, type Json, type Part, type Programs, quoted, serverPart, together } from './parts.ts'

export type AgentFile =
  /** Of the agent's or the person's own, in which Scribe has a part. */
  | ({ readonly kind: 'json'; readonly path: string } & Part)
  /** Wholly Scribe's. `isOurs` knows it again, also after it was changed. */
  | { readonly kind: 'text'; readonly path: string; readonly text: (programs: Programs) => string; readonly isOurs: (text: string) => boolean }

/** Where agents keep their files. */
export interface AgentHome {
  readonly userHome: string
  readonly platform: NodeJS.Platform
  /** Claude Code waits for its prompt hook, so that it reads what has changed (`agents.context`). */
  readonly promptWaits?: boolean
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
const waiting = (hook: Hook): Hook => (hook.event === 'UserPromptSubmit' ? { event: hook.event, timeout: 2 } : hook)
const CODEX: readonly Hook[] = ['SessionStart', 'UserPromptSubmit', 'PostToolUse', 'PermissionRequest', 'Stop', 'SessionEnd'].map((event) => ({
  event,
  timeout: 2,
}))
const GEMINI: readonly Hook[] = ['SessionStart', 'BeforeAgent', 'AfterTool', 'AfterAgent', 'Notification', 'SessionEnd'].map((event) => ({
  event,
  timeout: 2_000,
}))
const COPILOT = ['sessionStart', 'userPromptSubmitted', 'postToolUse', 'sessionEnd'] as const

/** The files of an agent, in the order in which they are written. */
export function agentFiles(agent: Installable, place: AgentHome): readonly AgentFile[] {
  const at = (path: string): string => join(place.userHome, path)
  const within = (path: string): string => join(agentFolder(agent, place), path)
  switch (agent) {
    case 'claude-code':
      return [json(within('settings.json'), hooksPart(agent, place.promptWaits === true ? CLAUDE.map(waiting) : CLAUDE)), serverFile(at('.claude.json'), agent)]
    case 'codex':
      return [json(within('hooks.json'), hooksPart(agent, CODEX))]
    case 'gemini': {
      const path = within('settings.json')
      return [json(path, together(hooksPart(agent, GEMINI), server(path, agent)))]
    }
    case 'copilot':
      return [copilotHooks(within('hooks/scribe.json')), serverFile(within('mcp-config.json'), agent, { type: 'local', tools: ['*'] })]
    case 'cursor':
      return [serverFile(within('mcp.json'), agent)]
    case 'vscode':
      return [serverFile(within('User/mcp.json'), agent, { type: 'stdio' })]
    case 'claude-desktop':
      return [serverFile(within('claude_desktop_config.json'), agent)]
    case 'opencode':
      return [json(within('opencode.json'), openCodeServer(within('opencode.json'))), openCodePlugin(within('plugins/scribe.js'))]
  }
}

/** The folder that is there where the agent is. */
export function agentFolder(agent: Installable, { userHome, platform }: AgentHome): string {
  const applications = platform === 'darwin' ? 'Library/Application Support' : '.config'
  const folders: Readonly<Record<Installable, string>> = {
    'claude-code': '.claude',
    codex: '.codex',
    gemini: '.gemini',
    copilot: '.copilot',
    cursor: '.cursor',
    vscode: `${applications}/Code`,
    'claude-desktop': `${applications}/Claude`,
    opencode: '.config/opencode',
  }
  return join(userHome, folders[agent])
}

function json(path: string, part: Part): AgentFile {
  return { kind: 'json', path, ...part }
}

function serverFile(path: string, agent: Installable, more: Json = {}): AgentFile {
  return json(path, server(path, agent, more))
}

function server(path: string, agent: Installable, more: Json = {}): Part {
  // VS Code keeps its servers below a key of its own.
  const key = agent === 'vscode' ? 'servers' : 'mcpServers'
  return serverPart({
    path,
    key,
    // The variable tells the daemon which agent it is that asks.
    server: (scribe) => ({ ...more, command: scribe, args: ['mcp'], env: { SCRIBE_AGENT: agent } }),
    read: ({ command, args }) => [command, Array.isArray(args) ? args[0] : undefined],
  })
}

function openCodeServer(path: string): Part {
  return serverPart({
    path,
    key: 'mcp',
    server: (scribe) => ({ type: 'local', command: [scribe, 'mcp'], enabled: true, environment: { SCRIBE_AGENT: 'opencode' } }),
    read: ({ command }) => (Array.isArray(command) ? [command[0], command[1]] : [undefined, undefined]),
  })
}

function openCodePlugin(path: string): AgentFile {
  return { kind: 'text', path, text: ({ plugin }) => plugin(), isOurs: (text) => text.includes('scribe-hook') }
}

function copilotHooks(path: string): AgentFile {
  const hooks = (receiver: string): object =>
    Object.fromEntries(COPILOT.map((event) => [event, [{ type: 'command', bash: `${quoted(receiver)} copilot ${event}`, timeoutSec: 2 }]]))
  return {
    kind: 'text',
    path,
    text: ({ receiver }) => `${JSON.stringify({ version: 1, hooks: hooks(receiver) }, null, 2)}\n`,
    isOurs: (text) => text.includes('scribe-hook'),
  }
}
