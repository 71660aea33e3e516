/** The main job with each part of `flags.*` switched off, and with all of them: the simple way does the same, only later or without news. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { LONG } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const OFF: Partial<Settings> = {
  'flags.watchBackend': 'polling',
  'flags.parallelContext': false,
  'flags.liveUpdates': false,
  'flags.asyncRegistry': false,
  'flags.liveSummaries': false,
  'flags.pythonCompat': false,
}
const CASES: readonly (readonly [name: string, settings: Partial<Settings>])[] = [
  ...Object.entries(OFF).map(([key, value]) => [`${key} ${String(value)}`, { [key]: value }] as const),
  ['all of them', OFF],
]

describe('the main job', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(() => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
  })
  afterEach(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  async function open(settings: Partial<Settings>): Promise<void> {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ ...settings, 'flags.pollInterval': 1 }))
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
  }
  const session = async () => (await client.call('session/get', { cwd: repo.root })).session
  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-7.md'), 'utf8')

  // Each flag alone is also held to its effect in `main/settingsEffects.test.ts`.
  for (const [name, settings] of CASES.slice(LONG ? 0 : -3)) {
    test(`with ${name}: an edit, a note and a commit are recorded, told, summarized and given as context`, async () => {
      await open(settings)
      await client.call('session/start', { cwd: repo.root })
      await eventually(async () => (await session()).capture === 'live', 10_000)
      repo.write('b.ts', 'x\n')
      await eventually(async () => (await session()).last?.path === 'b.ts', 10_000)
      await client.call('worklog/append', { cwd: repo.root, text: 'Decision: keep commas.' })
      repo.commit('Add b')
      await eventually(() => worklog().includes('Add b'), 10_000)
      expect(worklog()).toContain('- Changes: 1 file(s)\n  - b.ts\n')
      const { summary } = await client.call('summary/cited', { cwd: repo.root })
      expect([summary.decisions.items.map(({ text }) => text), summary.commits.items.map(({ subject }) => subject)]).toEqual([['keep commas.'], ['Add b']])
      expect((await client.call('context/get', { cwd: repo.root, role: 'planner' })).markdown).toContain('keep commas')
      expect((await client.call('session/stop', { cwd: repo.root })).session.state).toBe('completed')
      await eventually(() => worklog().includes('- Session stopped'))
      const registry = join(repo.root, 'artifacts/session_registry.json')
      if (settings['flags.pythonCompat'] === false) expect(existsSync(registry)).toBe(false)
      else await eventually(() => JSON.parse(readFileSync(registry, 'utf8')).sessions['B-7'].status === 'completed')
    })
  }
})
