import { expect, suite, test } from 'vitest'
import type { Integration } from '../domain/integration.ts'
import { doneText, integrationsView, shownPath } from './integrationView.ts'

const one = (differences: Partial<Integration>): Integration => ({
  name: 'cursor',
  state: 'notInstalled',
  tested: true,
  files: [],
  last_seen: null,
  problem: null,
  ...differences,
})

suite('shared/ui/integrationView', () => {
  test('each says how it stands, and offers what can be done', () => {
    const { rows, notFound } = integrationsView(
      [
        one({ name: 'claude-code', state: 'installed', last_seen: 1_000 }),
        one({ name: 'cursor', tested: false }),
        one({ name: 'codex', state: 'changed' }),
        one({ name: 'gemini', state: 'notFound' }),
        one({ name: 'vscode', state: 'notFound' }),
      ],
      121_000,
    )
    expect(rows.map(({ title, standing, untested, actions }) => [title, standing, untested, actions.map(({ label }) => label)])).toEqual([
      ['Claude Code', 'Installed · Last seen 2 m ago', false, ['Remove…']],
      ['Cursor', 'Not installed', true, ['Install…']],
      ['Codex', 'Changed since it was installed', false, ['Update…', 'Remove…']],
    ])
    expect(notFound).toBe('Not found on this machine: Gemini CLI, VS Code.')
  })

  test('one that has a problem is shown wherever it is, and its text stays one line of text', () => {
    const { rows, notFound } = integrationsView([one({ state: 'notFound', problem: 'no\u202e\nway' })], 0)
    expect([rows[0]?.problem, notFound]).toEqual(['no\ufffd\ufffdway', ''])
  })

  test('paths in the home are short, others whole', () => {
    expect(['/u/ada/.cursor/mcp.json', '/u/adam/x'].map((path) => shownPath(path, '/u/ada'))).toEqual(['~/.cursor/mcp.json', '/u/adam/x'])
  })

  test('what was done is one sentence', () => {
    const files = [{ path: '/x', lines: [], more: 0 }]
    expect([doneText(one({ state: 'installed' }), files), doneText(one({}), files), doneText(one({}), [])]).toEqual([
      'Cursor is connected. What stood in its files before is kept.',
      'Cursor is not connected any more.',
      'Nothing had to be changed.',
    ])
  })
})
