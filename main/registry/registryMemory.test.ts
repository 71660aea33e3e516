import { beforeEach, expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { type Reading, RegistryMemory, type SessionEdit } from './registryMemory.ts'
import { pythonTime, type RegistryRecord, toRecord } from './registryShape.ts'

const DAY = 24 * 3_600_000
const NOW = Date.parse('2026-11-22T12:00:00Z')

function own(id: string, tags: string[] = [], more: Partial<RegistryRecord> = {}): RegistryRecord {
  return { ...toRecord(sampleSession({ backlog_id: id, tags, started_at: NOW - 1_000 }), 7), ...more }
}

function foreign(id: string, more: Partial<RegistryRecord> = {}): RegistryRecord {
  return { ...own(id), pid: 1, start_time: pythonTime(NOW - 60_000), worklog_path: 'w', ...more }
}

const OLD = { status: 'completed', start_time: pythonTime(NOW - 8 * DAY) }

suite('main/registry/registryMemory', () => {
  let memory: RegistryMemory
  beforeEach(() => {
    memory = new RegistryMemory()
  })

  const update = (...records: RegistryRecord[]): void =>
    memory.update(
      records.map((record) => [record.backlog_id, record]),
      7,
    )
  /** What should stand there is put there, at `at`. */
  const write = (at = NOW): void => memory.wrote({ records: memory.wanted(), changes: memory.changes }, at)
  const read = (records: RegistryRecord[], how: Partial<Reading> = {}): SessionEdit[] =>
    memory.read(
      {
        records: new Map(records.map((record) => [record.backlog_id, record])),
        whole: true,
        ours: false,
        writtenAt: NOW + 60_000,
        bytes: 1_000,
        base: null,
        ...how,
      },
      NOW,
    )
  const wanted = (): string[] => [...memory.wanted()].map(([key, { status, context }]) => [key, status, ...context.tags].join(' '))
  const keys = (): string[] => [...memory.wanted().keys()]

  suite('sessions of other programs', () => {
    test('stay, in their places, and ours follow', () => {
      update(own('B-1'))
      read([foreign('F-2'), foreign('F-1')])
      expect(keys()).toEqual(['F-2', 'F-1', 'B-1'])
    })

    test('take their newest form', () => {
      read([foreign('F-1')])
      read([foreign('F-1', { status: 'paused' })])
      expect(wanted()).toEqual(['F-1 paused'])
    })

    for (const [what, how] of Object.entries({ 'a file that cannot be read': { whole: false }, 'a file in which they are missing': {} })) {
      test(`are not removed by ${what}`, () => {
        read([foreign('F-1'), foreign('F-2', { status: 'completed' })])
        read([], how)
        expect(keys()).toEqual(['F-1', 'F-2'])
      })
    }

    test('are given up when the clean-up of another program took them off, and only those', () => {
      read([foreign('F-1', OLD), foreign('F-2', { ...OLD, status: 'orphaned' }), foreign('F-3', OLD)])
      read([foreign('F-3', OLD)], { whole: false })
      expect(keys()).toEqual(['F-3', 'F-1', 'F-2'])
      read([foreign('F-3', OLD)])
      expect(keys()).toEqual(['F-3', 'F-2'])
    })

    test('come back if another program brings them back', () => {
      read([foreign('F-1', OLD)])
      read([])
      read([foreign('F-1', OLD)])
      expect(keys()).toEqual(['F-1'])
    })
  })

  suite('our sessions', () => {
    test('are put back when a stale copy lacks them', () => {
      update(own('B-1'), own('B-2'))
      write()
      expect(read([own('B-1')])).toEqual([])
      expect(keys()).toEqual(['B-1', 'B-2'])
    })

    test('take over tags that were added and taken away, until the session has followed', () => {
      update(own('B-1', ['a']))
      write()
      const [edit] = read([own('B-1', ['b'])])
      expect(edit).toMatchObject({ key: 'B-1', edit: { added: ['b'], removed: ['a'] } })
      expect([wanted(), memory.hasPending]).toEqual([['B-1 active b'], true])
      write()
      update(own('B-1', ['b']))
      memory.settle('B-1', edit?.token ?? -1)
      expect([wanted(), memory.hasPending]).toEqual([['B-1 active b'], false])
    })

    test('an edit that the session refused is taken back', () => {
      update(own('B-1', ['a']))
      write()
      const [edit] = read([own('B-1', ['b'])])
      memory.settle('B-1', edit?.token ?? -1)
      expect(wanted()).toEqual(['B-1 active a'])
    })

    test('an edit is told once, and one that comes on top goes with it', () => {
      update(own('B-1'))
      write()
      const [first] = read([own('B-1', ['a'])])
      expect(read([own('B-1', ['a'])])).toEqual([])
      write()
      const [second] = read([own('B-1', ['b'])])
      expect(second?.edit).toMatchObject({ added: ['b'], removed: ['a'] })
      // The first one's end does not end the second.
      memory.settle('B-1', first?.token ?? -1)
      expect(wanted()).toEqual(['B-1 active b'])
    })

    test('a status of completed is the wish to stop, of paused to pause', () => {
      update(own('B-1'), own('B-2'))
      write()
      expect(read([own('B-1', [], { status: 'completed' }), own('B-2', [], { status: 'paused' })])).toMatchObject([
        { key: 'B-1', edit: { status: 'completed' } },
        { key: 'B-2', edit: { status: 'paused' } },
      ])
      expect(wanted()).toEqual(['B-1 completed', 'B-2 paused'])
    })

    test('nothing another program says makes one record again', () => {
      update(own('B-1', [], { status: 'paused' }), own('B-2', [], { status: 'completed' }))
      write()
      expect(read([own('B-1'), own('B-2')])).toEqual([])
      expect(wanted()).toEqual(['B-1 paused', 'B-2 completed'])
    })

    test('what no list of ours knows is written over', () => {
      update(own('B-1'))
      write()
      expect(read([own('B-1', [], { status: 'dreaming', idle_timeout: 1 })])).toEqual([])
      expect(wanted()).toEqual(['B-1 active'])
    })
  })

  suite('copies held for too long', () => {
    beforeEach(() => {
      update(own('B-1'))
      write(NOW)
      update(own('B-1', ['ours']))
      write(NOW + 10_000)
    })

    test('written at once after ours, the version before is a stale copy', () => {
      expect(read([own('B-1')], { writtenAt: NOW + 10_200 })).toEqual([])
      expect(wanted()).toEqual(['B-1 active ours'])
    })

    test('the same, later, is an edit', () => {
      expect(read([own('B-1')], { writtenAt: NOW + 11_000 })).toMatchObject([{ edit: { removed: ['ours'] } }])
    })

    test('a long file takes its time', () => {
      expect(read([own('B-1')], { writtenAt: NOW + 11_000, bytes: 5_000_000 })).toEqual([])
    })

    test('a tag put on a stale copy does not take ours away', () => {
      expect(read([own('B-1', ['theirs'])], { writtenAt: NOW + 10_200 })).toMatchObject([{ edit: { added: ['theirs'], removed: [] } }])
      expect(wanted()).toEqual(['B-1 active ours theirs'])
    })

    test('another session that is missing or old gives a stale copy away, however late', () => {
      update(own('B-2', ['x']))
      write(NOW + 20_000)
      expect(read([own('B-1')])).toEqual([])
      update(own('B-2', ['y']))
      write(NOW + 30_000)
      expect(read([own('B-1'), own('B-2', ['x'])])).toEqual([])
      expect(read([own('B-1'), own('B-2', ['y'])])).toMatchObject([{ key: 'B-1', edit: { removed: ['ours'] } }])
    })

    test('while another program is busy with the file, its copies may be older', () => {
      for (const writtenAt of [NOW + 10_500, NOW + 10_600]) read([own('B-1', ['ours'])], { writtenAt })
      expect(read([own('B-1')], { writtenAt: NOW + 11_000 })).toEqual([])
    })

    test('a program that takes its own tag off again at once is heeded: it knows that version', () => {
      const [edit] = read([own('B-1', ['ours', 'theirs'])], { writtenAt: NOW + 20_000 })
      write(NOW + 20_010)
      update(own('B-1', ['ours', 'theirs']))
      memory.settle('B-1', edit?.token ?? -1)
      expect(read([own('B-1', ['ours'])], { writtenAt: NOW + 20_050 })).toMatchObject([{ edit: { removed: ['theirs'] } }])
    })

    test('a text that stood there before is an old copy, however late', () => {
      update(own('B-1', ['ours'], { context: { ...own('B-1', ['ours']).context, description: 'new', priority: 'high' } }))
      write(NOW + 20_000)
      expect(read([own('B-1', ['ours'])], { writtenAt: NOW + 90_000 })).toEqual([])
      const theirs = own('B-1', ['ours'])
      expect(read([{ ...theirs, context: { ...theirs.context, description: 'theirs' } }], { writtenAt: NOW + 95_000 })).toMatchObject([
        { edit: { description: { text: 'theirs' }, priority: null } },
      ])
    })

    test('a session begun anew is not stopped by the copy of the one before', () => {
      update(own('B-1', ['ours'], { status: 'completed' }))
      write(NOW + 20_000)
      const before = own('B-1', ['ours'], { status: 'completed' })
      update(own('B-1', ['ours'], { start_time: pythonTime(NOW + 30_000) }))
      write(NOW + 30_000)
      expect(read([before])).toEqual([])
      expect(wanted()).toEqual(['B-1 active ours'])
    })
  })

  suite('written into a file that was replaced meanwhile', () => {
    test('what differs from what stood there counts, and nothing that is missing', () => {
      update(own('B-1'), own('B-2'))
      write()
      const base = new Map([
        ['B-1', own('B-1')],
        ['F-1', foreign('F-1')],
      ])
      read([own('B-1'), own('B-2'), foreign('F-1', { status: 'paused' })])
      expect(read([own('B-1', ['late']), foreign('F-1'), foreign('F-2')], { base })).toMatchObject([{ key: 'B-1', edit: { added: ['late'] } }])
      expect(wanted()).toEqual(['B-1 active late', 'B-2 active', 'F-1 paused', 'F-2 active'])
    })

    test('a clean-up in it counts', () => {
      read([foreign('F-1', OLD), foreign('F-2', OLD)])
      read([foreign('F-2', OLD)], { base: new Map([['F-2', foreign('F-2', OLD)]]) })
      expect(keys()).toEqual(['F-1', 'F-2'])
      read([foreign('F-2', OLD)], {
        base: new Map([
          ['F-1', foreign('F-1', OLD)],
          ['F-2', foreign('F-2', OLD)],
        ]),
      })
      expect(keys()).toEqual(['F-2'])
    })
  })

  suite('after a start, when it is not known what was written', () => {
    test('a file of ours that is behind is no edit', () => {
      update(own('B-1', ['new']))
      expect(read([own('B-1', [], { status: 'completed' })], { ours: true })).toEqual([])
      expect(wanted()).toEqual(['B-1 active new'])
    })

    test('of another’s only what it added counts, and the wish to stop', () => {
      update(own('B-1', ['new']))
      expect(read([own('B-1', ['theirs'], { status: 'completed' })])).toMatchObject([{ edit: { added: ['theirs'], removed: [], status: 'completed' } }])
      expect(wanted()).toEqual(['B-1 completed new theirs'])
    })
  })

  suite('one key, two programs', () => {
    test('what they began later replaces one of ours that has ended, and never one that is live', () => {
      update(own('B-1', [], { status: 'completed' }), own('B-2'))
      write()
      const later = { start_time: pythonTime(NOW + 5_000), worklog_path: 'theirs' }
      read([foreign('B-1', later), foreign('B-2', later)])
      expect([...memory.wanted().values()].map(({ worklog_path }) => worklog_path === 'theirs')).toEqual([true, false])
    })

    test('what we begin later replaces theirs', () => {
      read([foreign('B-1', { status: 'completed' })])
      update(own('B-1', ['ours']))
      read([foreign('B-1', { status: 'completed' })])
      expect(wanted()).toEqual(['B-1 active ours'])
    })
  })

  suite('clean-up', () => {
    const old = own('B-1', [], OLD)

    test('names what is completed and older than seven days, ours and theirs', () => {
      update(old, own('B-2'))
      read([old, foreign('F-1', OLD), foreign('F-2')])
      expect(memory.cleanUp(NOW).sort()).toEqual(['B-1', 'F-1'])
      expect(keys().sort()).toEqual(['B-2', 'F-2'])
      // The file still has them, and a copy held for long brings them back.
      read([old, foreign('F-1', OLD), foreign('F-2')])
      expect(keys().sort()).toEqual(['B-2', 'F-2'])
      read([foreign('F-1'), foreign('F-2')])
      expect(keys().sort()).toEqual(['B-2', 'F-1', 'F-2'])
    })

    test('done by another program, it is accepted and told', () => {
      update(old, own('B-2'))
      write()
      expect(read([own('B-2')])).toEqual([{ key: 'B-1', edit: null, token: 0 }])
      expect(keys()).toEqual(['B-2'])
    })

    test('an old session missing together with a new one was not cleaned up', () => {
      update(old, own('B-2'))
      write()
      expect(read([])).toEqual([])
      expect(keys()).toEqual(['B-1', 'B-2'])
    })

    test('a session that never stood in the file was not cleaned up', () => {
      update(own('B-2'))
      read([])
      update(old)
      expect(read([own('B-2')])).toEqual([])
      expect(keys()).toEqual(['B-2', 'B-1'])
    })

    test('a file that cannot be read cleans nothing up', () => {
      update(old)
      write()
      expect(read([], { whole: false })).toEqual([])
      expect(keys()).toEqual(['B-1'])
    })
  })
})
