/**
 * What each agent's hook says, as events of one form. Pure, a function for each agent; the inputs they are written against are captured
 * ones (`testing/agents/*.hooks.jsonl`). What is not worth recording, and every hook that runs before something, is `null`.
 */
import { createHash } from 'node:crypto'
import type { AgentEvent, AgentName } from '../../../shared/domain/agentEvent.ts'
import { Fields, withoutInjected } from './fields.ts'

/** Without who, where and its key. */
type Said = AgentEvent extends infer E ? (E extends AgentEvent ? Omit<E, 'agent' | 'conversation' | 'cwd' | 'key'> : never) : never

interface Read {
  readonly said: Said
  /** What makes it this one, where the agent says: the id of a tool's use, of a turn. */
  readonly mark: string
}

type Reader = (event: string, input: Fields) => Read | null

const READERS: Readonly<Record<AgentName, Reader>> = {
  'claude-code': claude,
  codex,
  gemini,
  copilot,
  opencode,
}

/** The event that the hook `event` of `agent` told with `input`; `null` for one that is not recorded, or without a folder. */
export function hookEvent(agent: AgentName, event: string, input: unknown): AgentEvent | null {
  const fields = new Fields(input)
  const cwd = fields.text('cwd')
  const read = READERS[agent](event, fields)
  if (read === null || !cwd.startsWith('/')) return null
  const conversation = fields.text('session_id') || fields.text('sessionId') || fields.text('sessionID') || 'unknown'
  const key = `hook:${createHash('sha256')
    .update(JSON.stringify([agent, conversation, event, read.mark]))
    .digest('hex')
    .slice(0, 24)}`
  return { agent, conversation, cwd, key, ...read.said }
}

/** Hooks of Claude Code; a command that fails comes as `PostToolUseFailure`, with its exit code in the error's text. */
function claude(event: string, input: Fields): Read | null {
  const mark = input.text('tool_use_id') || input.text('prompt_id')
  switch (event) {
    case 'UserPromptSubmit':
      // What a program has said (a reminder, a resumed task) is no prompt of the person's.
      return ['', 'user', 'sdk'].includes(input.text('source')) ? promptOf(input.text('prompt'), mark) : null
    case 'PostToolUse':
      return toolUse({
        tool: input.text('tool_name'),
        given: input.within('tool_input'),
        mark,
        exit: 0,
        ms: input.number('duration_ms'),
        patch: patchOf(input),
      })
    case 'PostToolUseFailure': {
      const exit = /^Exit code (\d{1,5})/.exec(input.text('error'))?.[1]
      if (input.text('tool_name') !== 'Bash') return null
      return toolUse({ tool: 'Bash', given: input.within('tool_input'), mark, exit: exit === undefined ? null : Number(exit), ms: input.number('duration_ms') })
    }
    case 'Stop':
      return turnOf(input.text('last_assistant_message'), mark)
    case 'Notification':
      return { said: { kind: 'waiting' }, mark: input.text('message') }
    default:
      return edges(event, input)
  }
}

/** Hooks of Codex: as Claude Code's, but without an exit code. */
function codex(event: string, input: Fields): Read | null {
  const [turn, use] = [input.text('turn_id'), input.text('tool_use_id')]
  switch (event) {
    case 'UserPromptSubmit':
      return promptOf(input.text('prompt'), turn)
    case 'PostToolUse':
      return toolUse({ tool: input.text('tool_name'), given: input.within('tool_input'), mark: `${turn} ${use}`, exit: null, ms: null })
    case 'PermissionRequest':
      return { said: { kind: 'waiting' }, mark: `${turn} ${use}` }
    case 'Stop':
      return turnOf(input.text('last_assistant_message'), turn)
    default:
      return edges(event, input)
  }
}

function gemini(event: string, input: Fields): Read | null {
  const mark = input.text('timestamp')
  switch (event) {
    case 'BeforeAgent':
      return promptOf(input.text('prompt'), mark)
    case 'AfterTool':
      return toolUse({ tool: input.text('tool_name'), given: input.within('tool_input'), mark, exit: null, ms: null })
    case 'AfterAgent':
      return turnOf(input.text('prompt_response'), mark)
    case 'Notification':
      return { said: { kind: 'waiting' }, mark }
    default:
      return edges(event, input)
  }
}

function copilot(event: string, input: Fields): Read | null {
  const mark = String(input.number('timestamp') ?? '')
  switch (event) {
    case 'sessionStart':
      return { said: { kind: 'started' }, mark }
    case 'sessionEnd':
      return { said: { kind: 'ended' }, mark }
    case 'userPromptSubmitted':
      return promptOf(input.text('prompt'), mark)
    case 'postToolUse': {
      const result = input.within('toolResult').text('textResultForLlm')
      const exit = /exit code (-?\d{1,5})>?\s*$/.exec(result)?.[1]
      return toolUse({ tool: input.text('toolName'), given: input.within('toolArgs'), mark, exit: exit === undefined ? null : Number(exit), ms: null })
    }
    default:
      return null
  }
}

/** What Scribe's own plugin in opencode sends, which has the agent's objects at hand and says only what is recorded. */
function opencode(event: string, input: Fields): Read | null {
  const mark = input.text('id')
  switch (event) {
    case 'prompt':
      return promptOf(input.text('text'), mark)
    case 'tool':
      return toolUse({ tool: input.text('tool'), given: input.within('args'), mark, exit: input.number('exit'), ms: null })
    case 'turn':
      return turnOf(input.text('text'), mark)
    case 'permission':
      return { said: { kind: 'waiting' }, mark }
    case 'SessionStart':
    case 'SessionEnd':
      return edges(event, input)
    default:
      return null
  }
}

function edges(event: string, input: Fields): Read | null {
  const mark = input.text('source') || input.text('reason')
  if (event === 'SessionStart') return { said: { kind: 'started' }, mark }
  return event === 'SessionEnd' ? { said: { kind: 'ended' }, mark } : null
}

function promptOf(prompt: string, mark: string): Read | null {
  const text = withoutInjected(prompt)
  // What begins so is not to be kept.
  if (text === '' || /^private:/i.test(text)) return null
  return { said: { kind: 'prompt', text }, mark: mark || text }
}

function turnOf(message: string, mark: string): Read | null {
  const text = withoutInjected(message)
  return text === '' ? null : { said: { kind: 'turn', text }, mark: mark || text }
}

interface ToolUse {
  readonly tool: string
  readonly given: Fields
  readonly mark: string
  readonly exit: number | null
  readonly ms: number | null
  readonly patch?: { readonly added: number; readonly removed: number } | null | undefined
}

const SHELLS = new Set(['Bash', 'bash', 'shell', 'run_shell_command'])
const EDITORS = new Set(['Edit', 'Write', 'MultiEdit', 'NotebookEdit', 'write_file', 'replace', 'edit', 'write', 'str_replace_editor', 'create'])

function toolUse({ tool, given, mark, exit, ms, patch = null }: ToolUse): Read | null {
  const command = given.text('command')
  if (SHELLS.has(tool) && command !== '') return { said: { kind: 'command', command, exit, ms }, mark: mark || command }
  const path = given.text('file_path') || given.text('filePath') || given.text('notebook_path') || given.text('path')
  if (!EDITORS.has(tool) || path === '') return null
  return { said: { kind: 'edit', path, added: patch?.added ?? null, removed: patch?.removed ?? null }, mark: mark || path }
}

/** How many lines an edit added and removed, where the agent says; of a new file all its lines. */
function patchOf(input: Fields): ToolUse['patch'] {
  const response = input.within('tool_response')
  const lines = response.list('structuredPatch').flatMap((hunk) => new Fields(hunk).list('lines'))
  const starting = (sign: string): number => lines.filter((line) => typeof line === 'string' && line.startsWith(sign)).length
  if (lines.length > 0) return { added: starting('+'), removed: starting('-') }
  const content = response.text('type') === 'create' ? response.text('content') : ''
  return content === '' ? null : { added: content.replace(/\n$/, '').split('\n').length, removed: 0 }
}
