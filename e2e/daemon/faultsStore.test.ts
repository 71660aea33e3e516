/**
 * The disk refuses the store: an error or a full disk at every write and flush in turn, once and for good, and a really full
 * volume. A call that failed says which way, nothing acknowledged is lost or there twice, and when the disk is well again the
 * store goes on by itself. Each run checks that its fault really came. Turns red when a refused COMMIT is answered as done,
 * and when nobody asks a disk that refused again.
 */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../main/store/store.ts'
import { verifyChain } from '../../main/store/verifyChain.ts'
import type { ErrorCode } from '../../shared/domain/error.ts'
import { LONG, times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { canMount, type SmallVolume, smallVolume } from '../../testing/smallVolume.ts'
import { canInject, countCalls, runInjected } from '../../testing/strace.ts'

const SCENARIO = fileURLToPath(new URL('../../testing/storeScenario.ts', import.meta.url))
const WORKER = new URL('../../main/store/storeWorker.ts', import.meta.url)
const TRIES = '4'

describe.skipIf(!canInject())('a system call of the store fails', () => {
  let home: string
  beforeEach(() => {
    home = tempFolder()
  })
  afterEach(() => removeFolder(home))

  async function textsIn(folder: string): Promise<string[]> {
    const store = await openStore(WORKER, folder)
    try {
      const texts: string[] = []
      for (const sessionId of ['s0', 's1']) {
        expect((await verifyChain(store, sessionId)).brokenAt).toBeNull()
        const entries = await store.run({ kind: 'entries', sessionId, sinceSeq: 0, limit: 1_000, newest: false })
        texts.push(...entries.map(({ lines }) => lines[0]?.split(' ')[1] ?? ''))
      }
      return texts
    } finally {
      await store.close()
    }
  }

  /** Calls of a run without faults; the same for every kind. */
  let counting: Promise<Map<string, number>> | null = null
  const counted = (): Promise<Map<string, number>> => {
    const folder = tempFolder()
    counting ??= countCalls([SCENARIO, folder, 'a', TRIES], [...new Set(FAULTS.map(({ call }) => call))].join(','), filesOf(folder)).finally(() =>
      removeFolder(folder),
    )
    return counting
  }

  const FAULTS = [
    { call: 'fsync', error: 'EIO' },
    { call: 'pwrite64', error: 'EIO' },
    { call: 'pwrite64', error: 'ENOSPC' },
    { call: 'pread64', error: 'EIO' },
  ]
  for (const { call, error } of FAULTS) {
    test(
      `${error} at each ${call} in turn: no false acknowledgement, and it goes on`,
      async () => {
        const counts = await counted()
        const count = counts.get(call) ?? 0
        expect(count).toBeGreaterThan(4)
        // In the short run one place: late enough that the store is open and has acknowledged something.
        for (let when = LONG ? 1 : Math.ceil(count * 0.7); when <= (LONG ? count : Math.ceil(count * 0.7)); when++) {
          const folder = join(home, String(when))
          mkdirSync(folder)
          const { lines, fired } = await runInjected([SCENARIO, folder, 'a', TRIES], {
            calls: call,
            fault: `error=${error}:when=${when}`,
            paths: filesOf(folder),
          })
          expect([when, fired]).toEqual([when, 1])
          const acked = lines.filter((line) => line.startsWith('acked ')).map((line) => line.slice(6))
          const texts = await textsIn(folder)
          expect([when, acked.filter((text) => texts.filter((found) => found === text).length !== 1), lines]).toEqual([when, [], expect.anything()])
          // Opened at all, it recorded everything in the end, and said every refusal by its name.
          if (lines.includes('open')) expect([when, acked.length]).toEqual([when, 8])
          for (const line of lines.filter((said) => /^(?:refused|failed|ill)/.test(said))) expect(line).toMatch(/ store\.(?:full|failed)$/)
        }
      },
      times(60_000, 900_000),
    )
  }

  test('a disk that refuses for good: every call is refused by name, what was acknowledged before stays', async () => {
    const folder = join(home, 'store')
    mkdirSync(folder)
    const { lines, fired } = await runInjected([SCENARIO, folder, 'a', '1'], { calls: 'fsync', fault: 'error=EIO:when=14+', paths: filesOf(folder) })
    expect(fired).toBeGreaterThan(0)
    const acked = lines.filter((line) => line.startsWith('acked ')).map((line) => line.slice(6))
    expect(acked.length).toBeLessThan(8)
    expect(lines).toContain('ill store.failed')
    expect(lines.filter((line) => line === 'ill store.failed')).toHaveLength(1)
    const texts = await textsIn(folder)
    expect(acked.filter((text) => texts.filter((found) => found === text).length !== 1)).toEqual([])
    // What was refused last may have reached the disk all the same: only its flush failed.
    expect(texts.length - acked.length).toBeLessThanOrEqual(1)
  })
})

/** What the store opens in its folder. */
function filesOf(folder: string): string[] {
  return ['scribe.db', 'scribe.db-wal', 'scribe.db-journal', 'scribe.db.before-2.tmp'].map((name) => join(folder, name))
}

describe.skipIf(!canMount())('a volume that is really full', () => {
  let volume: SmallVolume
  let repo: TestRepo | null = null
  let daemon: DaemonProcess | null = null
  afterEach(async () => {
    await daemon?.stop()
    daemon = null
    volume.remove()
    if (repo !== null) removeFolder(repo.root)
    repo = null
  })

  test('of 64 kB: the store is refused by name, and what stood there stays', async () => {
    volume = smallVolume(64)
    const outcome = await openStore(WORKER, join(volume.folder, 'data')).catch((error: unknown) => error)
    const code: ErrorCode[] = ['store.full', 'store.failed']
    expect(code).toContain((outcome as { code: ErrorCode }).code)
  })

  test('while it records: calls are refused as full, and it resumes within 5 s of the end', async () => {
    volume = smallVolume(2_000)
    const store = await openStore(WORKER, join(volume.folder, 'data'))
    const heard: (string | null)[] = []
    store.watchHealth((fault) => heard.push(fault?.code ?? null))
    const acked: string[] = []
    const write = async (text: string): Promise<void> => {
      const entry = { session_id: 's1', at: 1, kind: 'note' as const, lines: [`- ${text} ${'x'.repeat(20_000)}`] }
      await store.run({ kind: 'record', records: [{ session: sampleSession(), changes: [], entries: [entry] }] })
      acked.push(text)
    }
    await write('before')
    volume.fill()
    let refused = 0
    for (let n = 0; n < 20; n++) await write(`full ${n}`).catch((error: { code: string }) => (error.code === 'store.full' ? refused++ : undefined))
    expect(refused).toBeGreaterThan(0)
    expect(heard).toEqual(['store.full'])
    volume.empty()
    await eventually(() => heard.at(-1) === null, 5_000)
    await write('after')
    const entries = await store.run({ kind: 'entries', sessionId: 's1', sinceSeq: 0, limit: 100, newest: false })
    expect(entries.map(({ lines }) => lines[0]?.slice(2).replace(/ x+$/, ''))).toEqual(acked)
    await store.close()
  })

  test('under a daemon: the person is told, nothing acknowledged is lost, the alert goes when there is room again', async () => {
    volume = smallVolume(4_000)
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    daemon = await startDaemonProcess(join(volume.folder, 'h'), { environment: gitEnvironment() })
    const client = await daemon.connect()
    const { session } = await client.call('session/start', { cwd: repo.root })
    const acked: string[] = []
    volume.fill()
    for (let n = 0; n < 40; n++) {
      const text = `note ${n} ${'x'.repeat(3_900)}`
      await client.call('worklog/append', { session: session.id, text }).then(
        () => acked.push(`note ${n}`),
        (error: { code: string }) => expect(error.code).toMatch(/^store\.(?:full|failed)$/),
      )
    }
    expect(acked.length).toBeLessThan(40)
    const alerts = async (): Promise<string[]> => (await client.call('system/snapshot', {})).state.alerts.map(({ id }) => id)
    await eventually(async () => (await alerts()).includes('store.failed:store'))
    volume.empty()
    await eventually(async () => !(await alerts()).includes('store.failed:store'), 5_000)
    await client.call('worklog/append', { session: session.id, text: 'after it' })
    const { entries } = await client.call('worklog/read', { session: session.id, limit: 1_000 })
    const notes = entries.filter(({ kind }) => kind === 'note').map(({ lines }) => lines[0]?.slice(2).replace(/ x+$/, ''))
    expect(notes).toEqual([...acked, 'after it'])
    expect((await client.call('session/verify', { session: session.id })).first_difference).toBeNull()
    expect(readdirSync(join(volume.folder, 'h', 'data')).filter((name) => name.includes('tmp'))).toEqual([])
    client.close()
  }, 30_000)
})
