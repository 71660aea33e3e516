/**
 * What an agent is told without asking, in the form in which its hooks read it: the context when it begins, and, if the person wants that,
 * what has changed since at each prompt. Owns which answer each conversation was given last; bounded. Never late: what is not there in
 * time is left out, and told the next time.
 */
import type { Context } from '../../shared/domain/context.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { changeLines } from '../../shared/ui/contextChanges.ts'
import type { ContextProvider } from '../context/contextProvider.ts'

/** An agent waits for this. */
const DEADLINE_MS = 300
const CONTEXT_CHARS = 6_000
const NOTE_LINES = 20
const NOTE_CHARS = 1_500
const MOST_CONVERSATIONS = 200
/** Hooks at whose end agents read what is printed. */
const AT_START: ReadonlySet<string> = new Set(['SessionStart'])
const AT_PROMPT: ReadonlySet<string> = new Set(['UserPromptSubmit', 'BeforeAgent'])

export interface Told {
  readonly agent: string
  readonly conversation: string
  readonly hook: string
  readonly session: Session
  /** The agent still waits for what is said. */
  readonly isHeard: () => boolean
}

export class ContextNotes {
  readonly #contexts: Pick<ContextProvider, 'get'>
  readonly #settings: () => Settings
  /** Cursors of the last answers, by agent and conversation, the one that was silent longest first. */
  readonly #cursors = new Map<string, string>()

  constructor(contexts: Pick<ContextProvider, 'get'>, settings: () => Settings) {
    this.#contexts = contexts
    this.#settings = settings
  }

  /** What is to be printed; empty for nothing. */
  async of(told: Told): Promise<string> {
    const wanted = this.#settings()['agents.context']
    if (wanted !== 'off' && AT_START.has(told.hook)) return await this.#greeting(told)
    return wanted === 'onChange' && AT_PROMPT.has(told.hook) ? await this.#changes(told) : ''
  }

  async #greeting(told: Told): Promise<string> {
    const context = await this.#get(told.session)
    if (context === null || !told.isHeard()) return ''
    this.#remember(told, context.cursor)
    return context.markdown === '' ? '' : printed(told.hook, context.revision, context.markdown)
  }

  /** A conversation that was given nothing yet is told nothing: what changed since is not known. */
  async #changes(told: Told): Promise<string> {
    const since = this.#cursors.get(keyOf(told))
    const context = await this.#get(told.session, since)
    if (context === null || !told.isHeard()) return ''
    this.#remember(told, context.cursor)
    const { changes } = context
    if (since === undefined || changes === undefined || changes.gap || changes.sections.length === 0) return ''
    const lines = ['Since you last looked:', ...changeLines(changes).slice(0, NOTE_LINES)]
    return printed(told.hook, context.revision, lines.join('\n').slice(0, NOTE_CHARS))
  }

  async #get(session: Session, since?: string): Promise<Context | null> {
    const asked = {
      session: session.id,
      cwd: session.repo,
      format: 'markdown',
      budget_chars: CONTEXT_CHARS,
      max_age_ms: 60_000,
      deadline_ms: DEADLINE_MS,
    } as const
    return await this.#contexts.get({ ...asked, ...(since === undefined ? {} : { since, max_age_ms: 2_000 }) }).catch(() => null)
  }

  #remember(told: Told, cursor: string): void {
    this.#cursors.delete(keyOf(told))
    this.#cursors.set(keyOf(told), cursor)
    const [oldest] = this.#cursors.keys()
    if (this.#cursors.size > MOST_CONVERSATIONS && oldest !== undefined) this.#cursors.delete(oldest)
  }
}

function keyOf({ agent, conversation }: Told): string {
  return `${agent} ${conversation}`
}

function printed(hook: string, revision: string, text: string): string {
  const additionalContext = `<scribe-context rev="${revision}">\n${text}\n</scribe-context>`
  return JSON.stringify({ hookSpecificOutput: { hookEventName: hook, additionalContext } })
}
