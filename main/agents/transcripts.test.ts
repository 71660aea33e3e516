import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { signIn } from './transcripts.ts'
import { TranscriptTail } from './transcriptTail.ts'

const AT = Date.parse('2026-11-20T10:00:00.000Z')
const line = (fields: object): string => JSON.stringify({ timestamp: '2026-11-20T10:00:00.000Z', ...fields })
const codex = (type: string, payload: object): string => line({ type, payload })

suite('main/agents/transcripts', () => {
  test('Claude Code: a prompt and a tool are work, the end of a turn is rest, and what it writes is named', () => {
    const write = { type: 'tool_use', name: 'Write', input: { file_path: '/r/a.ts', content: 'secret' } }
    const read = { type: 'tool_use', name: 'Read', input: { file_path: '/r/b.ts' } }
    expect(signIn('claude-code', line({ type: 'user', message: { content: 'do it' } }), '/r')).toEqual({ at: AT, state: 'working', edits: [] })
    const working = { type: 'assistant', message: { stop_reason: 'tool_use', content: [write, read] } }
    expect(signIn('claude-code', line(working), '/r')).toEqual({ at: AT, state: 'working', edits: ['/r/a.ts'] })
    expect(signIn('claude-code', line({ type: 'assistant', message: { stop_reason: 'end_turn', content: [] } }), '/r')).toMatchObject({ state: 'idle' })
    expect(signIn('claude-code', line({ type: 'prompt_snapshot' }), '/r')).toBeNull()
  })

  test('Codex: a task is work until it is complete, a request waits, a patch names its files', () => {
    expect(signIn('codex', codex('event_msg', { type: 'item_completed' }), '/r')).toMatchObject({ state: 'working' })
    expect(signIn('codex', codex('event_msg', { type: 'exec_approval_request' }), '/r')).toMatchObject({ state: 'waiting' })
    expect(signIn('codex', codex('event_msg', { type: 'task_complete' }), '/r')).toMatchObject({ state: 'idle' })
    expect(signIn('codex', codex('event_msg', { type: 'token_count' }), '/r')).toBeNull()
    const patch = '*** Begin Patch\n*** Update File: src/a.ts\n@@\n+x\n*** Add File: /r/b.ts\n+y\n*** End Patch'
    expect(signIn('codex', codex('response_item', { type: 'custom_tool_call', name: 'apply_patch', input: patch }), '/r')?.edits).toEqual([
      '/r/src/a.ts',
      '/r/b.ts',
    ])
  })

  test('what is no line of a transcript says nothing', () => {
    for (const text of ['', 'x', '[]', '{}', line({}), JSON.stringify({ type: 'user', timestamp: 'never' })]) expect(signIn('codex', text, '/r')).toBeNull()
    expect(signIn('gemini', line({ type: 'user' }), '/r')).toBeNull()
  })
})

suite('main/agents/transcriptTail', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = tempFolder()
    path = join(folder, 't.jsonl')
  })
  afterEach(() => removeFolder(folder))

  test('gives each complete line once', async () => {
    const tail = new TranscriptTail(path)
    expect(await tail.read()).toEqual([])
    writeFileSync(path, 'one\ntwo\nthr')
    expect(await tail.read()).toEqual(['one', 'two'])
    expect(await tail.read()).toEqual([])
    appendFileSync(path, 'ee\n')
    expect(await tail.read()).toEqual(['three'])
  })

  test('a file that was replaced or cut is begun anew', async () => {
    const tail = new TranscriptTail(path)
    writeFileSync(path, 'one\ntwo\n')
    await tail.read()
    writeFileSync(`${path}.new`, 'other file that is longer\n')
    renameSync(`${path}.new`, path)
    expect(await tail.read()).toEqual(['other file that is longer'])
    writeFileSync(path, 'cut\n')
    expect(await tail.read()).toEqual(['cut'])
  })

  test('of a very long file the last lines count, none of them cut', async () => {
    writeFileSync(path, Array.from({ length: 20_000 }, (_, index) => `line ${index} ${'x'.repeat(40)}\n`).join(''))
    const lines = await new TranscriptTail(path).read()
    expect(lines.length).toBeLessThan(6_000)
    expect(lines.every((text) => /^line \d+ x{40}$/.test(text))).toBe(true)
    expect(lines.at(-1)).toMatch(/^line 19999 /)
  })
})
