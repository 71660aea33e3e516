/** What a coding agent did, whichever agent it is: the one form that hooks and transcripts are read into. */

export const AGENTS = ['claude-code', 'codex', 'gemini', 'copilot', 'opencode'] as const
export type AgentName = (typeof AGENTS)[number]

/** Who it was, where and when. */
interface Happened {
  readonly agent: AgentName
  /** The agent's own name for its conversation. */
  readonly conversation: string
  /** Folder it works in. */
  readonly cwd: string
  /** The same happening has the same key, however often and by whomever it is told. */
  readonly key: string
}

export type AgentEvent = Happened &
  (
    | { readonly kind: 'started' }
    | { readonly kind: 'ended' }
    | { readonly kind: 'prompt'; readonly text: string }
    /** `exit` is `null` where the agent does not say. */
    | { readonly kind: 'command'; readonly command: string; readonly exit: number | null; readonly ms: number | null }
    | { readonly kind: 'edit'; readonly path: string; readonly added: number | null; readonly removed: number | null }
    | { readonly kind: 'turn'; readonly text: string }
    /** It asks the person for something. */
    | { readonly kind: 'waiting' }
  )

/** The agent of this name, or `null`. */
export function agentNamed(name: string): AgentName | null {
  return AGENTS.find((agent) => agent === name) ?? null
}
