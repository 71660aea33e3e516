/**
 * SIGKILL at every system call by which the store writes, in a scripted life, and in the start that follows on a crash with an
 * old schema: what was acknowledged is there, whole and once, the chain holds, and the next start works. Turns red without
 * WAL and synchronous=FULL, without the transaction around a migration, and when an answer leaves before COMMIT.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../../main/store/database.ts'
import { CHAIN_START } from '../../main/store/entryChain.ts'
import { SCHEMA, schemaOf } from '../../main/store/migrate.ts'
import { first } from '../../main/store/migrations/001-first.ts'
import { Operations } from '../../main/store/operations.ts'
import { LONG, times } from '../../testing/counts.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { canInject, countCalls, runInjected } from '../../testing/strace.ts'

const SCENARIO = fileURLToPath(new URL('../../testing/storeScenario.ts', import.meta.url))
/** The calls by which SQLite changes files. */
const CALLS = 'pwrite64,fsync,fdatasync,ftruncate,unlink,rename'
/** Kills in one test: every call in the long run, some spread over all of them in the short one. */
const SAMPLE = 4

describe.skipIf(!canInject())('SIGKILL at a system call of the store', () => {
  let home: string
  beforeEach(() => {
    home = tempFolder()
  })
  afterEach(() => removeFolder(home))

  /** Opens the store as the next start does; the texts of all entries. */
  const textsAfter = (folder: string): string[] => {
    const { sql, close } = openDatabase(folder)
    try {
      const operations = new Operations(sql)
      expect(schemaOf(sql)).toBe(SCHEMA)
      expect(sql.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      const ids = z.array(z.object({ id: z.string() })).parse(sql.prepare('SELECT id FROM sessions').all())
      for (const { id } of ids) {
        const check = operations.run({ kind: 'checkChain', sessionId: id, after: { seq: 0, digest: CHAIN_START }, limit: 10_000 })
        expect(check).toMatchObject({ brokenAt: null, more: false })
      }
      const rows = z.array(z.object({ lines: z.string() })).parse(sql.prepare('SELECT lines FROM entries ORDER BY seq').all())
      return rows.map(({ lines }) => z.tuple([z.string()]).parse(JSON.parse(lines))[0].split(' ')[1] ?? '')
    } finally {
      close()
    }
  }

  const acked = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('acked ')).map((line) => line.slice(6))

  async function killEverywhere(prepare: (folder: string) => void, before: readonly string[]): Promise<number> {
    const counted = join(home, 'counted')
    prepare(counted)
    const points = [...(await countCalls([SCENARIO, counted, 'b'], CALLS))].flatMap(([call, count]) =>
      Array.from({ length: count }, (_, index) => ({ call, when: index + 1 })),
    )
    expect(points.length).toBeGreaterThan(100)
    const every = LONG ? 1 : Math.ceil(points.length / SAMPLE)
    const chosen = points.filter((_, index) => index % every === Math.floor(every / 2))
    for (const { call, when } of chosen) {
      const folder = join(home, `${call}-${when}`)
      prepare(folder)
      const { lines, killed } = await runInjected([SCENARIO, folder, 'b'], { calls: call, fault: `signal=SIGKILL:when=${when}` })
      expect([call, when, killed, lines.includes('closed')]).toEqual([call, when, true, false])
      const texts = textsAfter(folder)
      expect([call, when, [...before, ...acked(lines)].filter((text) => !texts.includes(text))]).toEqual([call, when, []])
      expect(new Set(texts).size).toBe(texts.length)
      // Nothing half made is left by the next start.
      expect(readdirSync(folder).filter((name) => !/^(?:owner\.lock|scribe\.db(?:\.before-[234])?)$/.test(name))).toEqual([])
      removeFolder(folder)
    }
    return chosen.length
  }

  test(
    'while it records',
    async () => {
      const done = await killEverywhere((folder) => mkdirSync(folder), [])
      expect(done).toBeGreaterThanOrEqual(SAMPLE - 1)
    },
    times(60_000, 900_000),
  )

  test(
    'while it recovers a crashed store of an old schema and migrates it',
    async () => {
      const planted = join(home, 'planted')
      mkdirSync(planted)
      const texts = plantCrashed(planted)
      const prepare = (folder: string): void => {
        mkdirSync(folder)
        for (const name of readdirSync(planted)) copyFileSync(join(planted, name), join(folder, name))
        expect(existsSync(join(folder, 'scribe.db-wal'))).toBe(true)
      }
      const done = await killEverywhere(prepare, texts)
      expect(done).toBeGreaterThanOrEqual(SAMPLE - 1)
    },
    times(60_000, 900_000),
  )
})

/** A store of the first schema whose process was killed: part of it stands in the log only. Returns its texts. */
function plantCrashed(folder: string): string[] {
  const live = join(folder, '..', 'live')
  mkdirSync(live)
  const sql = new DatabaseSync(join(live, 'scribe.db'))
  sql.exec(`PRAGMA journal_mode = WAL; BEGIN; ${first}; PRAGMA user_version = 1; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`)
  const session = sampleSession({ id: 's0' })
  sql.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)').run(session.id, 'B-1', '/r', 'recording', 5, JSON.stringify(session))
  const texts = Array.from({ length: 40 }, (_, n) => `old${n}`)
  for (const text of texts) {
    sql.prepare('INSERT INTO entries (session_id, at, kind, lines) VALUES (?, ?, ?, ?)').run('s0', 1, 'note', JSON.stringify([`- ${text} ${'y'.repeat(300)}`]))
  }
  for (const name of ['scribe.db', 'scribe.db-wal']) copyFileSync(join(live, name), join(folder, name))
  sql.close()
  return texts
}
