/**
 * Two programs on one file: the daemon, and a Python writer that loads, changes and rewrites in place as the original does.
 * Neither may lose what the other wrote. Each test names the protection without which it turns red.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { pythonTime } from '../../main/registry/registryShape.ts'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { HAS_PYTHON, python, startPython } from '../../testing/pythonWriter.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const ROUNDS = times(1, 5)
const EACH = times(40, 200)
/** Between two of ours, so that both programs write all the time. */
const _PAUSE_MS = 4
const CLEANUPS = times(3, 100)
const KILLS = times(3, 100)
const LONG_MS = times(60_000, 600_000)
const DAY = 24 * 3_600_000

describe.skipIf(!HAS_PYTHON)('the daemon and a Python program write the same files', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { '.gitignore': 'artifacts/\n.ai_state.json\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
  })
  afterEach(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const registryPath = (): string => join(repo.root, 'artifacts/session_registry.json')
  /** `null` while the other program is in the middle of writing. */
  const records = (): Record<string, { status: string; start_time: string; context: { tags: string[]; description: string | null } }> | null => {
    try {
      return JSON.parse(readFileSync(registryPath(), 'utf8')).sessions
    } catch {
      return null
    }
  }
  const standing = (): string[] => Object.keys(records() ?? {})
  const aside = (): string[] => readdirSync(join(repo.root, 'artifacts')).filter((name) => name.includes('corrupt'))
  const start = async (backlog_id: string, tags: string[] = []) => (await client.call('session/start', { cwd: repo.root, backlog_id, tags })).session
  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-1009.md'), 'utf8')
  const plant = (sessions: Record<string, unknown>): void => {
    mkdirSync(join(repo.root, 'artifacts'), { recursive: true })
    writeFileSync(registryPath(), JSON.stringify({ last_updated: pythonTime(Date.now()), total_sessions: 0, active_sessions: 0, sessions }, null, 2))
  }
  const foreign = (id: string, more: object = {}): Record<string, unknown> => ({
    [id]: { backlog_id: id, pid: 1, start_time: pythonTime(Date.now() - 60_000), worklog_path: `artifacts/worklogs/${id}.md`, status: 'active', ...more },
  })

  // Turns red without the look into the file that was replaced (theirs are lost), and without our records in every write (ours).
  test(
    `${EACH} changes here and ${EACH} sessions begun there at the same time, ${ROUNDS} times: none is lost`,
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const theirs = startPython('register', registryPath(), `P${round}-`, String(EACH), '0.005')
        const ours = new Map<string, string>()
        for (let n = 0; n < EACH; n++) {
          const id = `T${round}-${Math.floor(n / 8)}`
          if (n % 8 === 0) await start(id)
          await client.call('session/update', { cwd: repo.root, session: id, description: `d${n}` })
          ours.set(id, `d${n}`)
          if (n % 8 === 7) await client.call('session/stop', { session: id })
        }
        await theirs.ended
        const lost = (): string[] => {
          const found = records() ?? {}
          return [
            ...[...ours].filter(([id, text]) => found[id]?.context.description !== text).map(([id]) => id),
            ...theirs.acked.filter((id) => found[id] === undefined),
          ]
        }
        await eventually(() => lost().length === 0, 3_000).catch(() => undefined)
        expect([lost(), theirs.acked.length]).toEqual([[], EACH])
      }
      expect(aside()).toEqual([])
    },
    LONG_MS,
  )

  // Turns red without the comparison of the worklog with the record after somebody else wrote it.
  test(
    `notes of both programs, ${EACH} and ${EACH}, are in the worklog once, ours in order, ${ROUNDS} times`,
    async () => {
      await start('B-1009')
      await eventually(() => worklog().includes('- Session started'))
      const path = join(repo.root, 'artifacts/worklogs/B-1009.md')
      for (let round = 0; round < ROUNDS; round++) {
        const theirs = startPython('append', path, `py ${round}-`, String(EACH), '0.004')
        const ours: string[] = []
        for (let n = 0; n < EACH; n++) {
          ours.push(`ts ${round}-${n};`)
          await client.call('worklog/append', { cwd: repo.root, text: ours.at(-1) ?? '' })
        }
        await theirs.ended
        const counts = (texts: readonly string[]): number[] => texts.map((text) => worklog().split(`- ${text}\n`).length - 1)
        await eventually(() => counts(ours).every((count) => count === 1), 3_000).catch(() => undefined)
        expect(counts(ours)).toEqual(ours.map(() => 1))
        const places = ours.map((text) => worklog().indexOf(`- ${text}\n`))
        expect(places).toEqual([...places].sort((a, b) => a - b))
      }
      const { ok, first_difference } = await client.call('session/verify', { session: 'B-1009' })
      expect([ok, first_difference]).toEqual([true, null])
    },
    LONG_MS,
  )

  // Turns red when a session that is missing in the file is taken as removed.
  test('a copy that was loaded before is put right, and what its program registered stays', async () => {
    await start('B-1')
    await eventually(() => standing().includes('B-1'))
    const before = readFileSync(registryPath(), 'utf8')
    await start('B-2', ['kept'])
    await eventually(() => standing().includes('B-2'))
    writeFileSync(registryPath(), before.replace('"sessions": {', `"sessions": {${JSON.stringify(foreign('P-1')).slice(1, -1)},`))
    await eventually(() => ['B-1', 'B-2', 'P-1'].every((id) => standing().includes(id)))
    expect(records()?.['B-2']?.context.tags).toEqual(['kept'])
  })

  // Turns red when what is known of other programs' sessions is written back although they were cleaned up, or is not kept at all.
  test(
    `${CLEANUPS} clean-ups of the Python program: nothing old comes back, nothing else goes`,
    async () => {
      await start('B-1')
      await eventually(() => standing().includes('B-1'))
      for (let n = 0; n < CLEANUPS; n++) {
        const old = { status: 'completed', start_time: pythonTime(Date.now() - 8 * DAY) }
        plant({ ...records(), ...foreign(`old-${n}`, old), ...foreign(`new-${n}`, { status: 'completed' }) })
        await client.call('session/update', { session: 'B-1', description: `t${n}` })
        await eventually(() => records()?.['B-1']?.context.description === `t${n}`)
        expect(await python('cleanup', registryPath())).toBe('1\n')
        await client.call('session/update', { session: 'B-1', description: `u${n}` })
        await eventually(() => records()?.['B-1']?.context.description === `u${n}`)
        expect(standing()).toEqual(['B-1', ...Array.from({ length: n + 1 }, (_, index) => `new-${index}`)])
      }
    },
    LONG_MS,
  )

  test('tags, a pause and the end of a session may come from the Python program', async () => {
    const session = await start('B-1', ['ours'])
    const paused = await start('B-2')
    await eventually(() => standing().length === 2)
    await python('tag', registryPath(), 'B-1', 'theirs', 'ünï')
    await eventually(async () => (await client.call('session/get', { session: session.id })).session.tags.length === 3)
    await eventually(() => records()?.['B-1']?.context.tags.length === 3)
    // Sooner than a Python program could have held an older copy, it would be taken for one.
    await python('untag', registryPath(), 'B-1', 'ours')
    const { session: tagged } = await eventually(async () => {
      const found = await client.call('session/get', { session: session.id })
      return found.session.tags.includes('ours') ? null : found
    })
    expect([...tagged.tags].sort()).toEqual(['theirs', 'ünï'])

    await python('update', registryPath(), 'B-2', 'paused')
    await eventually(async () => (await client.call('session/get', { session: paused.id })).session.state === 'paused')
    await python('update', registryPath(), 'B-1', 'completed')
    const ended = await eventually(async () => {
      const found = (await client.call('session/get', { session: session.id })).session
      return found.state === 'completed' ? found : null
    })
    expect(ended.stop_reason).toBe('foreign')
    await eventually(() => readFileSync(join(repo.root, 'artifacts/worklogs/B-1.md'), 'utf8').endsWith('- Session stopped by another program\n'))
    for (const id of ['B-1', 'B-2']) expect((await client.call('session/verify', { session: id })).first_difference).toBeNull()
  })

  // Turns red without the copy of what could not be read, and without what is known of other programs' sessions.
  test(
    `a Python program killed in the middle of saving, ${KILLS} times: nothing that was known is lost`,
    async () => {
      await start('B-1')
      plant({ ...foreign('P-1'), ...foreign('P-2') })
      await eventually(() => ['B-1', 'P-1', 'P-2'].every((id) => standing().includes(id)), 8_000)
      for (let kill = 0; kill < KILLS; kill++) {
        const churn = startPython('churn', registryPath(), '40')
        await new Promise((resolve) => setTimeout(resolve, 60 + ((kill * 37) % 90)))
        await churn.kill()
        await client.call('session/update', { session: 'B-1', description: `k${kill}` })
        await eventually(() => records()?.['B-1']?.context.description === `k${kill}`)
        expect(['B-1', 'P-1', 'P-2'].filter((id) => !standing().includes(id))).toEqual([])
      }
    },
    LONG_MS,
  )
})
