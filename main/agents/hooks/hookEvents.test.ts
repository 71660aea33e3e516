/** What each agent's captured hook inputs become: every line of `testing/agents/*.hooks.jsonl`, in the order in which it came. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { AGENTS, type AgentName } from '../../../shared/domain/agentEvent.ts'
import { agentEntry } from '../agentEntry.ts'
import { withoutInjected } from './fields.ts'
import { hookEvent } from './hookEvents.ts'

interface Captured {
  readonly event: readonly string[]
  readonly stdin: unknown
}

function captured(agent: AgentName): Captured[] {
  const text = readFileSync(fileURLToPath(new URL(`../../../testing/agents/${agent}.hooks.jsonl`, import.meta.url)), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** What stands in the worklog after all of it, at a level. */
function entries(agent: AgentName, level: 'metadata' | 'summary' | 'full'): string[] {
  return captured(agent).flatMap(({ event: [hook = ''], stdin }) => {
    const event = hookEvent(agent, hook, stdin)
    return event === null ? [] : (agentEntry(event, level, '/Users/dev/src/app') ?? [])
  })
}

suite('main/agents/hooks', () => {
  test('Claude Code: prompt, commands with their results, edits with their lines, the turn', () => {
    expect([...new Set(entries('claude-code', 'summary'))]).toEqual([
      '🗣 prompt: Decision: use sqlite. do the thing',
      '▶ cmd (exit 0, 0.0s): echo hello',
      '▶ cmd (exit 3, 0.0s): echo bad >&2; exit 3',
      '✎ edit w.txt +2 −0',
      '✎ edit w.txt +1 −1',
      '✓ turn: All done.',
    ])
  })

  test('Codex: without exit codes, which it does not tell', () => {
    expect(entries('codex', 'summary')).toEqual([
      '🗣 prompt: do the codex thing',
      '▶ cmd (exit none): echo hello-codex',
      '▶ cmd (exit none): exit 3',
      '✓ turn: All done.',
    ])
  })

  test('Gemini: what was injected into its prompt is not the person’s', () => {
    expect(entries('gemini', 'summary')).toEqual(['🗣 prompt: do gemini thing', '▶ cmd (exit none): echo hello-gemini', '✎ edit g.txt', '✓ turn: All done.'])
  })

  test('Copilot: the exit code stands in what it tells the model', () => {
    expect([...new Set(entries('copilot', 'summary'))]).toEqual(['🗣 prompt: do copilot thing', '▶ cmd (exit 0): echo hello-copilot', '✎ edit c.txt'])
  })

  test('less is kept where the person wants less, and all of a turn where they want all', () => {
    expect(entries('codex', 'metadata')).toEqual(['🗣 prompt', '▶ cmd (exit none): echo', '▶ cmd (exit none): exit', '✓ turn'])
    expect(entries('codex', 'full').at(-1)).toBe('✓ turn: All done. Decision: keep it simple.')
  })

  test('the same hook told twice has the same key, another one another', () => {
    const keys = captured('claude-code').map(({ event: [hook = ''], stdin }) => hookEvent('claude-code', hook, stdin)?.key ?? null)
    const again = captured('claude-code').map(({ event: [hook = ''], stdin }) => hookEvent('claude-code', hook, stdin)?.key ?? null)
    expect(again).toEqual(keys)
    const tools = captured('claude-code').filter(({ event: [hook] }) => hook === 'PostToolUse' || hook === 'PostToolUseFailure')
    const events = tools.flatMap(({ event: [hook = ''], stdin }) => hookEvent('claude-code', hook, stdin) ?? [])
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length)
  })

  test('nothing that runs before a tool is ever recorded', () => {
    for (const agent of AGENTS)
      for (const hook of ['PreToolUse', 'BeforeTool', 'preToolUse', 'before_tool']) {
        expect(hookEvent(agent, hook, { cwd: '/r', session_id: 's', tool_name: 'Bash', tool_input: { command: 'x' } })).toBeNull()
      }
  })

  test('whatever is in an input, it is read or passed over', () => {
    const event = fc.constantFrom(
      'SessionStart',
      'UserPromptSubmit',
      'PostToolUse',
      'PostToolUseFailure',
      'Stop',
      'AfterTool',
      'BeforeAgent',
      'postToolUse',
      'tool',
      '',
    )
    const input = fc.oneof(
      fc.anything(),
      fc.record(
        {
          cwd: fc.string(),
          session_id: fc.anything(),
          prompt: fc.string(),
          tool_name: fc.constant('Bash'),
          tool_input: fc.anything(),
          tool_response: fc.anything(),
        },
        { requiredKeys: [] },
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...AGENTS), event, input, (agent, hook, given) => {
        const read = hookEvent(agent, hook, given)
        if (read !== null) expect(agentEntry(read, 'full', '/r') ?? '').not.toMatch(/^$.^/)
      }),
    )
  })

  test('files elsewhere, and those whose names tell of secrets, are not named', () => {
    const edit = (path: string) =>
      agentEntry({ agent: 'codex', conversation: 'c', cwd: '/r', key: 'k', kind: 'edit', path, added: null, removed: null }, 'full', '/r')
    expect([edit('/r/src/a.ts'), edit('/elsewhere/a.ts'), edit('/r/.env.local'), edit('/r/keys/server.pem'), edit('/r')]).toEqual([
      '✎ edit src/a.ts',
      null,
      null,
      null,
      null,
    ])
  })

  test('what was injected is taken out, however often and across lines', () => {
    expect(withoutInjected('<scribe-context rev="1">\na\n</scribe-context> one <hook_context>b</hook_context>two')).toBe('one two')
  })
})
