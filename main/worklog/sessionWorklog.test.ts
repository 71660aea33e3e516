import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { wrappedFile } from '../../testing/faultFiles.ts'
import { RecordDouble } from '../../testing/recordDouble.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { type Files, systemFiles } from '../base/files.ts'
import { renderBlock, worklogHeader } from './renderEntry.ts'
import { SessionWorklog } from './sessionWorklog.ts'
import { worklogPath } from './worklogFile.ts'

/** What another program adds in the same form. */
const THEIRS = '\n## 2026-11-22 14:00:00\n\n- theirs\n'

suite('main/worklog/sessionWorklog', () => {
  let repo: string
  let session: Session
  let record: RecordDouble
  let now: number
  let worklog: SessionWorklog

  beforeEach(() => {
    repo = tempFolder()
    session = sampleSession({ id: 's1', repo, backlog_id: 'B-1' })
    record = new RecordDouble()
    now = 0
    worklog = open()
  })
  afterEach(() => removeFolder(repo))

  const open = (files: Files = systemFiles): SessionWorklog => new SessionWorklog({ source: record, clock: { wall: () => now, monotonic: () => now }, files })
  const path = (): string => join(repo, worklogPath('B-1'))
  const text = (): string => readFileSync(path(), 'utf8')
  const notes = (): string => (text().match(/^- .*$/gm) ?? []).map((line) => line.slice(2)).join(' ')
  const add = async (...texts: string[]): Promise<void> => {
    record.add(...texts)
    await worklog.write(session)
  }
  const look = (): Promise<boolean> => worklog.write(session)
  /** A program that read the file when it was `stale` writes it with its own entry. */
  const rewrite = (stale: string): void => writeFileSync(path(), stale + THEIRS)

  test('entries lost to a copy that was held too long are put back, behind what its program wrote', async () => {
    await add('a')
    const stale = text()
    await add('b', 'c')
    rewrite(stale)
    expect(await look()).toBe(true)
    expect(notes()).toBe('a theirs b c')
    expect(await look()).toBe(false)
  })

  test('where the file cannot be opened, what waits is not read from the record at every try', async () => {
    record.add('a', 'b')
    const read = vi.spyOn(record, 'unprojected')
    writeFileSync(join(repo, 'artifacts'), 'a file in the place of the folder')
    await expect(look()).rejects.toThrow()
    expect(read).not.toHaveBeenCalled()
    rmSync(join(repo, 'artifacts'))
    expect(await look()).toBe(true)
    expect(notes()).toBe('a b')
  })

  test('new entries come behind those that were lost', async () => {
    await add('a')
    const stale = text()
    await add('b')
    rewrite(stale)
    await add('c')
    expect(notes()).toBe('a theirs b c')
  })

  test('what others add or change stays, and nothing is written for it', async () => {
    await add('a', 'b', 'c')
    writeFileSync(path(), text().replace('- a', '- edited by hand').replace('- b', '- b, and more'))
    appendFileSync(path(), THEIRS)
    const before = text()
    expect(await look()).toBe(false)
    expect(text()).toBe(before)
    await add('d')
    expect(text()).toBe(before + renderBlock({ at: 0, lines: ['- d'] }))
  })

  test('an entry taken out by hand between others stays out', async () => {
    await add('a', 'b', 'c')
    writeFileSync(path(), text().replace(renderBlock({ at: 0, lines: ['- b'] }), ''))
    await add('d')
    expect(notes()).toBe('a c d')
  })

  test('the last entry taken out by hand comes back once, not a second time', async () => {
    await add('a', 'b')
    const without = text().replace(renderBlock({ at: 0, lines: ['- b'] }), '')
    writeFileSync(path(), without)
    now += 60_000
    await look()
    expect(notes()).toBe('a b')
    now += 60_000
    writeFileSync(path(), without)
    await look()
    expect(notes()).toBe('a')
    worklog = open()
    await add('c')
    expect(notes()).toBe('a c')
  })

  test('what was put back and is lost to the same program again is put back again', async () => {
    await add('a')
    const stale = text()
    await add('b')
    for (let n = 1; n <= 3; n++) {
      now += 60_000
      rewrite(stale)
      await look()
      expect(notes()).toBe('a theirs b')
    }
  })

  test('an emptied and a deleted file are filled again', async () => {
    await add('a', 'b')
    const whole = text()
    truncateSync(path(), 0)
    await look()
    expect(text()).toBe(whole)
    now += 60_000
    rmSync(path())
    await add('c')
    expect(text()).toBe(whole + renderBlock({ at: 0, lines: ['- c'] }))
  })

  test('a file that is only empty in between is left alone until it is written', async () => {
    await add('a')
    const whole = text()
    writeFileSync(path(), '')
    setTimeout(() => writeFileSync(path(), whole + THEIRS), 300)
    await add('b')
    expect(notes()).toBe('a theirs b')
  })

  test('what looks lost while another program is still writing is not put back', async () => {
    await add('a', 'b', 'c')
    const whole = text()
    writeFileSync(path(), whole.slice(0, -40))
    setTimeout(() => writeFileSync(path(), whole + THEIRS), 60)
    expect(await look()).toBe(false)
    expect(notes()).toBe('a b c theirs')
  })

  /** An append just before which another program empties the file and just after which it writes it. */
  const disturbed = (stale: string, times = 1): SessionWorklog => {
    let left = times
    return open({
      ...systemFiles,
      open: async (at, flags, mode) => {
        const file = await systemFiles.open(at, flags, mode)
        const write = async (bytes: Buffer, offset: number): Promise<{ bytesWritten: number }> => {
          if (left-- <= 0) return await file.write(bytes, offset)
          truncateSync(path(), 0)
          const outcome = await file.write(bytes, offset)
          const covered = readFileSync(path())
          Buffer.from(stale + THEIRS).copy(covered)
          writeFileSync(path(), Buffer.concat([Buffer.from(stale + THEIRS), covered.subarray(Buffer.byteLength(stale + THEIRS))]))
          return outcome
        }
        return wrappedFile(file, { write })
      },
    })
  }

  test('an append over which another program writes is done again, and no piece of it is left', async () => {
    await add('a')
    const stale = text()
    worklog = disturbed(stale)
    await add('short')
    expect(notes()).toBe('a theirs short')
    worklog = disturbed(stale)
    await add('x'.repeat(5_000), 'last')
    expect(notes()).toBe(`a theirs short ${'x'.repeat(5_000)} last`)
    expect(text().startsWith(stale)).toBe(true)
  })

  test('a program that never lets it be is waited for, and nothing is marked as written', async () => {
    await add('a')
    worklog = disturbed(text(), 99)
    record.add('b')
    await expect(look()).rejects.toThrow('all the time')
    expect(record.marked.has(2)).toBe(false)
    worklog = open()
    await look()
    expect(notes()).toBe('a theirs b')
  })

  test('what a power cut left of an entry is taken away, and the entry written', async () => {
    await add('a')
    record.add('b', 'c')
    const [, b = '', c = ''] = record.entries.map(renderBlock)
    const before = text()
    for (const part of [b.slice(0, 9), b + c.slice(0, 30), `${b}\u0000\u0000`]) {
      writeFileSync(path(), before + part)
      worklog = open()
      record.marked.delete(2)
      record.marked.delete(3)
      await look()
      expect(text()).toBe(before + b + c)
    }
  })

  test('a torn header is taken away', async () => {
    mkdirSync(join(repo, 'artifacts/worklogs'), { recursive: true })
    writeFileSync(path(), '# Workl')
    await add('a')
    expect(text()).toBe(worklogHeader('B-1') + renderBlock({ at: 0, lines: ['- a'] }))
  })

  test('entries far above in a long file are found, and those behind them not written twice', async () => {
    await add('a')
    appendFileSync(path(), 'x\n'.repeat(1_000_000))
    worklog = open()
    await add('b')
    expect(notes()).toBe('a b')
  })

  test('an entry recorded during the write waits for the next one', async () => {
    await add('a')
    worklog = open()
    record.onRecent = () => record.add('meanwhile')
    await add('b')
    record.onRecent = () => undefined
    await look()
    expect(notes()).toBe('a b meanwhile')
  })

  test('more entries than are compared at first are all put back', async () => {
    await add(...Array.from({ length: 700 }, (_, n) => `n${n}`))
    const whole = text()
    rmSync(path())
    await look()
    expect(text()).toBe(whole)
  })

  test('another folder in the place of the repository is not written into', async () => {
    session = { ...session, root_id: 'another' }
    await expect(add('a')).rejects.toMatchObject({ code: 'repo.replaced' })
    expect(existsSync(path())).toBe(false)
  })

  test('a look at a file that nobody touched reads its end only', async () => {
    await add('a')
    appendFileSync(path(), 'x'.repeat(2_000_000))
    await look()
    let read = 0
    const counting = open({
      ...systemFiles,
      open: async (at, flags, mode) => {
        const file = await systemFiles.open(at, flags, mode)
        return wrappedFile(file, {
          read: async (...args) => {
            const outcome = await file.read(...args)
            read += outcome.bytesRead
            return outcome
          },
        })
      },
    })
    await counting.write(session)
    read = 0
    await counting.write(session)
    expect([read, statSync(path()).size > 2_000_000]).toEqual([4096, true])
  })
})
