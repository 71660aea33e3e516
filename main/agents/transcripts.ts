/**
 * What a line of an agent's transcript says of the agent: what it does then, and which files it writes. Pure, a function for each agent
 * whose transcripts were seen (Claude Code 2.1, Codex 0.169). Any other line says nothing; the text of a conversation is never kept.
 */
import { isAbsolute, join } from 'node:path'
import type { AgentState } from '../../shared/domain/agent.ts'
import type { AgentName } from '../../shared/domain/agentEvent.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { Fields } from './hooks/fields.ts'

export interface Sign {
  readonly state: AgentState
  /** ms since 1970. */
  readonly at: number
  /** Absolute paths of files it writes. */
  readonly edits: readonly string[]
}

const EDITORS = new Set(['Edit', 'Write', 'MultiEdit', 'NotebookEdit'])
const PATCHED = /^\*\*\* (?:Update|Add|Delete) File: (.{1,1000})$/gm

/** What `line` says; `null` for nothing. `cwd` is where the agent works, for paths that are relative. */
export function signIn(agent: AgentName, line: string, cwd: string): Sign | null {
  const fields = new Fields(parseJson(line))
  const at = Date.parse(fields.text('timestamp'))
  if (Number.isNaN(at)) return null
  const said = agent === 'claude-code' ? claude(fields) : agent === 'codex' ? codex(fields) : null
  return said === null ? null : { at, state: said.state, edits: said.edits.map((path) => (isAbsolute(path) ? path : join(cwd, path))) }
}

type Said = Pick<Sign, 'state' | 'edits'>

function claude(fields: Fields): Said | null {
  const type = fields.text('type')
  if (type === 'user') return { state: 'working', edits: [] }
  if (type !== 'assistant') return null
  const message = fields.within('message')
  const uses = message.list('content').map((part) => new Fields(part))
  const writes = uses.filter((use) => use.text('type') === 'tool_use' && EDITORS.has(use.text('name')))
  const edits = writes.map((use) => use.within('input').text('file_path') || use.within('input').text('notebook_path')).filter((path) => path !== '')
  return { state: message.text('stop_reason') === 'end_turn' ? 'idle' : 'working', edits }
}

function codex(fields: Fields): Said | null {
  const payload = fields.within('payload')
  const type = payload.text('type')
  switch (fields.text('type')) {
    case 'turn_context':
      return { state: 'working', edits: [] }
    case 'event_msg':
      if (type === 'task_complete' || type === 'turn_aborted') return { state: 'idle', edits: [] }
      // A count of tokens comes after the end of a task as well.
      return type === 'token_count' ? null : { state: /approval_request$|request_user_input$/.test(type) ? 'waiting' : 'working', edits: [] }
    case 'response_item':
      return { state: 'working', edits: payload.text('name') === 'apply_patch' ? patched(payload.text('input')) : [] }
    default:
      return null
  }
}

function patched(patch: string): string[] {
  return [...patch.matchAll(PATCHED)].flatMap(([, path]) => (path === undefined ? [] : [path.trim()]))
}
