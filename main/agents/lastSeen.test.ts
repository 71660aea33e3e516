import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { createLogger } from '../base/logger.ts'
import { LastSeen, lastSeenIn, SEEN_FILE } from './lastSeen.ts'

suite('main/agents/lastSeen', () => {
  let home: string
  const log = createLogger(() => undefined)
  const at = (now: number): LastSeen => new LastSeen({ path: join(home, SEEN_FILE), now: () => now, log })

  beforeEach(() => {
    home = tempFolder()
  })
  afterEach(() => removeFolder(home))

  test('an agent is seen by its hooks, an MCP server by the name it was given, the command line by its connection', () => {
    const seen = at(7)
    expect(seen.of('codex')).toBeNull()
    seen.note('codex')
    seen.note('something else')
    for (const info of [
      { name: 'scribe-mcp:cursor', kind: 'mcp' },
      { name: 'scribe-mcp', kind: 'mcp' },
      { name: 'scribe-mcp:vscode', kind: 'other' },
      { name: 'scribe-cli', kind: 'cli' },
    ] as const)
      seen.heed(info)
    expect((['codex', 'cursor', 'vscode', 'command-line'] as const).map((name) => seen.of(name))).toEqual([7, 7, null, 7])
  })

  test('it is known after a restart, and to who reads the file; a damaged one says nothing', async () => {
    const first = at(7)
    await first.start()
    first.note('claude-code')
    await first.close()
    await first.close()
    const second = at(9)
    await second.start()
    expect([second.of('claude-code'), lastSeenIn(home, (path) => readFileSync(path, 'utf8'))]).toEqual([7, { 'claude-code': 7 }])
    for (const text of ['', '{', '[]', '{"claude-code":"x"}', '{"nobody":1}']) {
      mkdirSync(join(home, 'agents'), { recursive: true })
      writeFileSync(join(home, SEEN_FILE), text)
      const third = at(9)
      await third.start()
      expect([third.of('claude-code'), lastSeenIn(home, (path) => readFileSync(path, 'utf8'))]).toEqual([null, {}])
    }
  })
})
