/** Case 10: told to end with a full queue, the daemon drains and ends; what it acknowledged is there, what it did not is refused. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const SESSIONS = times(5, 20)
const NOTES = times(300, 2_000)
/** The promise is 2 s, and 5 s at the hardest; a busy machine is given twice that. */
const HARD_STOP_MS = 10_000

describe('an end with a full queue', () => {
  let home: string
  let repos: TestRepo[]
  let daemon: DaemonProcess

  beforeEach(async () => {
    home = tempFolder()
    repos = Array.from({ length: SESSIONS }, (_, n) => createRepo({ branch: `feat/B-${n + 1}-x`, files: { 'a.ts': 'x\n' } }))
    daemon = await startDaemonProcess(home, { environment: { ...gitEnvironment(), SCRIBE_MAX_INSTANCES: '64' } })
  })
  afterEach(async () => {
    await daemon.stop()
    removeFolder(home)
    for (const { root } of repos) removeFolder(root)
  })

  for (const end of ['SIGTERM', 'system/shutdown'] as const) {
    test(`${end}: nothing acknowledged is lost, nothing is there twice, and it ends`, async () => {
      const clients = await Promise.all(repos.map(() => daemon.connect()))
      const ids = await Promise.all(repos.map(async ({ root }, n) => (await clients[n]?.call('session/start', { cwd: root }))?.session.id ?? ''))
      for (const client of clients) await client.call('settings/update', { values: { 'limits.clientRate': 0 } })
      const asked = Array.from({ length: NOTES }, async (_, n) => {
        const text = `note ${n}`
        await clients[n % SESSIONS]?.call('worklog/append', { session: ids[n % SESSIONS], text })
        return text
      })
      const settled = Promise.allSettled(asked)
      repos[0]?.write('b.ts', 'x\n')
      const [first] = clients
      const began = performance.now()
      if (end === 'system/shutdown') await first?.call('system/shutdown', {}).catch(() => undefined)
      await daemon.stop()
      expect(performance.now() - began).toBeLessThan(HARD_STOP_MS)
      const outcomes = await settled
      const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      for (const client of clients) client.close()

      daemon = await startDaemonProcess(home, { environment: { ...gitEnvironment(), SCRIBE_MAX_INSTANCES: '64' } })
      const client = await daemon.connect()
      const found: string[] = []
      for (const session of ids) {
        const { entries } = await client.call('worklog/read', { session, limit: 500, newest: true })
        found.push(...entries.flatMap(({ lines }) => lines.map((line) => line.replace(/^- /, ''))).filter((line) => line.startsWith('note ')))
      }
      client.close()
      expect(new Set(found).size).toBe(found.length)
      expect(acknowledged.filter((text) => !found.includes(text))).toEqual([])
    })
  }
})
