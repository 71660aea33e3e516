import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { IndexLock } from './indexLock.ts'

suite('main/git/indexLock', () => {
  let gitDir: string
  const lock = (): string => join(gitDir, 'index.lock')

  beforeEach(() => {
    gitDir = join(tempFolder(), 'git')
    mkdirSync(gitDir)
  })
  afterEach(() => removeFolder(join(gitDir, '..')))

  const waited = async (index: IndexLock): Promise<number> => {
    const since = performance.now()
    await index.released()
    return performance.now() - since
  }

  test('without a lock nothing waits', async () => {
    expect(await waited(new IndexLock(gitDir, 5_000))).toBeLessThan(2_000)
  })

  test('a lock is waited for until it is gone', async () => {
    writeFileSync(lock(), '')
    const waiting = waited(new IndexLock(gitDir, 60_000))
    await sleep(150)
    rmSync(lock())
    expect(await waiting).toBeGreaterThanOrEqual(140)
  })

  test('one that stays is waited for once, the next one again', async () => {
    writeFileSync(lock(), '')
    const index = new IndexLock(gitDir, 200)
    expect(await waited(index)).toBeGreaterThanOrEqual(190)
    expect(await waited(index)).toBeLessThan(190)
    rmSync(lock())
    await sleep(20)
    writeFileSync(lock(), '')
    expect(await waited(index)).toBeGreaterThanOrEqual(190)
  })
})
