import { mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Entry } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { eventually } from '../../testing/eventually.ts'
import { RecordDouble } from '../../testing/recordDouble.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import { WorklogProjection } from './projection.ts'
import { renderBlock } from './renderEntry.ts'
import { openWorklog, worklogPath } from './worklogFile.ts'

suite('main/worklog/projection', () => {
  let repo: string
  let session: Session
  let record: RecordDouble
  let projection: WorklogProjection
  let reports: string[]

  beforeEach(() => {
    repo = tempFolder()
    session = sampleSession({ id: 's1', repo, backlog_id: 'B-1' })
    record = new RecordDouble()
    reports = []
    projection = open()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await projection.close()
    removeFolder(repo)
  })

  const open = (): WorklogProjection =>
    new WorklogProjection({
      source: record,
      report: {
        failed: (_session, error) => reports.push(`failed: ${error instanceof Error ? error.message : ''}`),
        recovered: () => reports.push('recovered'),
      },
      log: silentLogger,
    })
  const path = (): string => join(repo, worklogPath('B-1'))
  const notes = (): string[] => readFileSync(path(), 'utf8').match(/^- .*$/gm) ?? []
  const write = async (entries: readonly Entry[]): Promise<void> => {
    const file = await openWorklog({ repo, backlogId: 'B-1' })
    await file.append(entries.map(renderBlock))
    await file.close()
  }
  const settle = async (): Promise<void> => {
    projection.touch(session)
    await projection.idle()
  }
  /** A folder in place of the file stops a write for everybody, root too. */
  const block = (): void => void mkdirSync(path(), { recursive: true })

  test('entries reach the file in the order of the record, once', async () => {
    record.add('a', 'b')
    await settle()
    record.add('c')
    await settle()
    await settle()
    expect(notes()).toEqual(['- a', '- b', '- c'])
    expect([...record.marked]).toEqual([1, 2, 3])
  })

  test('many touches at once make few writes and lose nothing', async () => {
    for (let n = 0; n < 100; n++) {
      record.add(`n${n}`)
      projection.touch(session)
      if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await projection.idle()
    expect(notes()).toEqual(record.entries.map((entry) => entry.lines[0]))
  })

  test('a file that cannot be written is reported, and written later by the next touch', async () => {
    block()
    record.add('a')
    await settle()
    expect(reports).toEqual([expect.stringContaining('not an ordinary file')])
    expect(record.marked.size).toBe(0)
    rmdirSync(path())
    record.add('b')
    await settle()
    expect(notes()).toEqual(['- a', '- b'])
    expect(reports.at(-1)).toBe('recovered')
  })

  test('it tries again by itself after a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    block()
    record.add('a')
    await settle()
    rmdirSync(path())
    vi.advanceTimersByTime(1_999)
    await projection.idle()
    expect(reports).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await projection.idle()
    expect(reports.at(-1)).toBe('recovered')
    vi.useRealTimers()
    expect(notes()).toEqual(['- a'])
  })

  test('a crash between writing and marking leaves no entry twice', async () => {
    record.add('a', 'a', 'b')
    record.broken = true
    await settle()
    expect([notes(), record.marked.size]).toEqual([['- a', '- a', '- b'], 0])
    await projection.close()
    record.broken = false
    record.add('a')
    projection = open()
    await settle()
    expect(notes()).toEqual(['- a', '- a', '- b', '- a'])
    expect(record.marked.size).toBe(4)
  })

  test('a crash between two entries of one write adds only what is missing', async () => {
    record.add('a', 'b', 'c')
    await write(record.entries.slice(0, 2))
    await settle()
    expect(notes()).toEqual(['- a', '- b', '- c'])
  })

  test('what is written already and only unmarked is not even touched', async () => {
    record.add('a')
    await write(record.entries)
    const before = readFileSync(path())
    await settle()
    expect(readFileSync(path())).toEqual(before)
    expect(record.marked.size).toBe(1)
  })

  test('one session that cannot be written holds no other up', async () => {
    block()
    const other = new RecordDouble()
    other.add('x')
    const second = new WorklogProjection({ source: other, report: { failed: () => undefined, recovered: () => undefined }, log: silentLogger })
    record.add('a')
    projection.touch(session)
    second.touch({ ...session, backlog_id: 'B-2' })
    await Promise.all([projection.idle(), second.idle()])
    expect(readFileSync(join(repo, worklogPath('B-2')), 'utf8')).toContain('- x')
    await second.close()
  })

  test('a report that throws is heard and does not end the queue', async () => {
    const errors: string[] = []
    const throwing = new WorklogProjection({
      source: record,
      report: {
        failed: () => {
          throw new Error('report')
        },
        recovered: () => undefined,
      },
      log: { ...silentLogger, error: (message) => errors.push(message) },
    })
    block()
    record.add('a')
    throwing.touch(session)
    await throwing.idle()
    expect(errors).toEqual(['worklog projection failed'])
    rmdirSync(path())
    throwing.touch(session)
    await throwing.close()
    expect(notes()).toEqual(['- a'])
  })

  test('closing writes what waits and ends trying', async () => {
    record.add('a')
    projection.touch(session)
    await Promise.all([projection.close(), projection.close()])
    expect(notes()).toEqual(['- a'])
    record.add('b')
    projection.touch(session)
    await projection.idle()
    expect(notes()).toEqual(['- a'])
  })

  test('closing with a file that cannot be written ends all the same, without a timer left', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    block()
    record.add('a')
    projection.touch(session)
    await projection.close()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
    expect(await eventually(() => reports.length === 1)).toBe(true)
  })
})
