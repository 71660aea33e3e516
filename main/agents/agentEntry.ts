/** What of an agent's event goes into the worklog, by how much the person lets it. Pure. Secrets are taken out by whoever records it. */
import { relative } from 'node:path'
import type { AgentEvent } from '../../shared/domain/agentEvent.ts'
import { assertNever } from '../../shared/domain/assertNever.ts'

/** How much of what an agent does is kept: nothing, that it happened, its beginnings, all of it. */
export const PRIVACY_LEVELS = ['off', 'metadata', 'summary', 'full'] as const
export type PrivacyLevel = (typeof PRIVACY_LEVELS)[number]

const BEGINNING = 200
const ALL = 3_500
/** Their names alone may tell what is in them. */
const HIDDEN_FILE = /(?:^|\/)(?:\.env[^/]*|.*keychain[^/]*|id_(?:rsa|ed25519)[^/]*|.*\.pem)$/i

/** The text of the entry, without its bullet; `null` for what is not kept. `root` is the repository's. */
export function agentEntry(event: AgentEvent, level: PrivacyLevel, root: string): string | null {
  if (level === 'off') return null
  switch (event.kind) {
    case 'started':
    case 'ended':
    case 'waiting':
      return null
    case 'prompt':
      return level === 'metadata' ? '🗣 prompt' : `🗣 prompt: ${cut(event.text, level)}`
    case 'turn':
      return level === 'metadata' ? '✓ turn' : `✓ turn: ${level === 'full' ? cut(event.text, level) : firstSentence(event.text)}`
    case 'command': {
      const took = event.ms === null ? '' : `, ${(event.ms / 1_000).toFixed(1)}s`
      return `▶ cmd (exit ${event.exit ?? 'none'}${took}): ${level === 'metadata' ? (event.command.split(/\s/)[0] ?? '') : cut(event.command, level)}`
    }
    case 'edit': {
      const path = relative(root, event.path)
      // A file elsewhere is not this repository's to tell of.
      if (path === '' || path.startsWith('..') || HIDDEN_FILE.test(path)) return null
      return `✎ edit ${path}${event.added === null ? '' : ` +${event.added} −${event.removed ?? 0}`}`
    }
    default:
      return assertNever(event)
  }
}

function cut(text: string, level: PrivacyLevel): string {
  const most = level === 'full' ? ALL : BEGINNING
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

function firstSentence(text: string): string {
  const line = text.split('\n', 1)[0] ?? ''
  return cut(/^.{1,200}?[.!?](?=\s|$)/.exec(line)?.[0] ?? line, 'summary')
}
