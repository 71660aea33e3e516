import { beforeEach, expect, suite, test } from 'vitest'
import type { Context, ContextChanges } from '../../shared/domain/context.ts'
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { ContextNotes } from './contextNotes.ts'

suite('main/commands/contextNotes', () => {
  /** What was recorded so far; a cursor is how much of it was there. */
  let recorded: string[]
  let isHeard: boolean
  let notes: ContextNotes

  beforeEach(() => {
    recorded = ['first']
    isHeard = true
    const get = async ({ since }: { since?: string | undefined }): Promise<Context> => {
      const fresh = recorded.slice(Number(since ?? 0))
      const entries = fresh.map((text, seq) => ({ seq, session: 's', at: 0, kind: 'note', text }))
      const sections: ContextChanges['sections'] = fresh.length === 0 ? [] : ['sessions']
      const changes: ContextChanges = { gap: false, sections, entries, more_entries: false, commits: null, files: [] }
      return { revision: 'sha256:1', cursor: String(recorded.length), markdown: 'Session B-7', changes } as unknown as Context
    }
    notes = new ContextNotes({ get: get as never }, () => ({ ...DEFAULT_SETTINGS, 'agents.context': 'onChange' }))
  })

  const say = (hook: string): Promise<string> =>
    notes.of({ agent: 'codex', conversation: 'c', hook, session: sampleSession({ id: 's' }), isHeard: () => isHeard })

  test('what has changed is told once', async () => {
    expect(await say('SessionStart')).toContain('Session B-7')
    recorded.push('second')
    expect(await say('UserPromptSubmit')).toContain('second')
    expect(await say('UserPromptSubmit')).toBe('')
  })

  test('what nobody waits for any more is not told, and told the next time', async () => {
    await say('SessionStart')
    recorded.push('second')
    isHeard = false
    expect(await say('UserPromptSubmit')).toBe('')
    isHeard = true
    expect(await say('UserPromptSubmit')).toContain('second')
  })

  test('an agent whose greeting came too late was told nothing that it could have missed since', async () => {
    isHeard = false
    expect(await say('SessionStart')).toBe('')
    isHeard = true
    recorded.push('second')
    expect(await say('UserPromptSubmit')).toBe('')
  })
})
