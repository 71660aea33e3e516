/** What Scribe can be put into, by name, and how things stand with it. Without schemas, for whoever needs the names only. */

/** Coding agents, in the order in which they are listed. */
export const INSTALLABLE = ['claude-code', 'codex', 'gemini', 'copilot', 'cursor', 'vscode', 'claude-desktop', 'opencode'] as const
export type Installable = (typeof INSTALLABLE)[number]

/** `command-line` is the `scribe` command in the person's own folder of programs. */
export const INTEGRATIONS = ['command-line', ...INSTALLABLE] as const
export type IntegrationName = (typeof INTEGRATIONS)[number]

/** Those whose hooks were captured, or that were run. The rest is made from their documentation. */
export const TESTED: ReadonlySet<IntegrationName> = new Set(['command-line', 'claude-code', 'codex', 'gemini', 'copilot', 'opencode'])

/** `notFound`: the agent is not on this machine. `changed`: Scribe was put in, and its part is not what it would be now. */
export const INTEGRATION_STATES = ['installed', 'notInstalled', 'notFound', 'changed'] as const
