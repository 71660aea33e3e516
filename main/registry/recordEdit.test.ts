import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { certainPart, differenceOf, editBetween, followable, sameRecord, sameRegistry, smallestEdit, withEdit } from './recordEdit.ts'
import { type RegistryRecord, toRecord } from './registryShape.ts'

const BASE = record({})

function record(
  { tags = ['a', 'b'], ...rest }: { tags?: string[] } & Partial<RegistryRecord>,
  context: Partial<RegistryRecord['context']> = {},
): RegistryRecord {
  const own = toRecord(sampleSession({ tags }), 7)
  return { ...own, ...rest, context: { ...own.context, ...context } }
}

suite('main/registry/recordEdit', () => {
  test('the order of tags and the process make no difference, everything else does', () => {
    expect(sameRecord(BASE, record({ tags: ['b', 'a'], pid: 9 }))).toBe(true)
    for (const other of [
      record({ tags: ['a'] }),
      record({ status: 'completed' }),
      record({ start_time: 'x' }),
      record({}, { description: 'x' }),
      record({ idle_timeout: 1 }),
    ]) {
      expect(sameRecord(BASE, other)).toBe(false)
    }
  })

  test('files are the same with the same sessions, whatever their order; a live one needs the same process', () => {
    const file = (...entries: [string, RegistryRecord][]) => new Map(entries)
    expect(sameRegistry(file(['x', BASE], ['y', BASE]), file(['y', BASE], ['x', BASE]))).toBe(true)
    expect(sameRegistry(file(['x', BASE]), file(['x', { ...BASE, pid: 8 }]))).toBe(false)
    const ended = { ...BASE, status: 'completed' }
    expect(sameRegistry(file(['x', ended]), file(['x', { ...ended, pid: 8 }]))).toBe(true)
    expect(sameRegistry(file(['x', BASE]), file(['y', BASE]))).toBe(false)
    expect(sameRegistry(file(['x', BASE]), file())).toBe(false)
  })

  test('what leads to an edited record leads there from the base', () => {
    const theirs = record({ tags: ['b', 'c'], status: 'completed' }, { session_type: 'debug', priority: 'low', description: 'text' })
    const edit = editBetween(BASE, theirs)
    expect(edit).toEqual({ added: ['c'], removed: ['a'], status: 'completed', type: 'debug', priority: 'low', description: { text: 'text' } })
    expect(edit === null ? null : sameRecord(withEdit(BASE, edit), theirs)).toBe(true)
    expect(editBetween(theirs, record({ tags: ['b', 'c'], status: 'completed' }, { session_type: 'debug', priority: 'low', description: null }))).toMatchObject(
      {
        description: { text: null },
      },
    )
  })

  test('nothing, and nothing that could be followed, is no edit', () => {
    expect(editBetween(BASE, record({ tags: ['b', 'a'] }))).toBeNull()
    expect(editBetween(BASE, record({ status: 'orphaned' }, { session_type: 'dreaming', priority: 'urgent' }))).toBeNull()
    expect(editBetween(record({ status: 'paused' }), record({ status: 'active' }))).toBeNull()
  })

  test('of several versions the one is believed that asks for least, and removing needs the better reason', () => {
    const before = record({ tags: [] })
    const current = record({ tags: ['ours'] })
    // Loaded before our tag, then tagged: our tag was not taken away.
    expect(smallestEdit([current, before], record({ tags: ['theirs'] }))).toMatchObject({ added: ['theirs'], removed: [] })
    expect(smallestEdit([current, before], before)).toBeNull()
    expect(smallestEdit([current], before)).toMatchObject({ removed: ['ours'] })
    expect(smallestEdit([], before)).toBeNull()
  })

  test('what is certain without a base are additions and the wish to stop', () => {
    const edit = editBetween(BASE, record({ tags: ['c'], status: 'completed' }, { priority: 'low' }))
    expect(edit === null ? null : certainPart(edit)).toEqual({ added: ['c'], removed: [], status: 'completed', type: null, priority: null, description: null })
    const paused = editBetween(BASE, record({ tags: ['a'], status: 'paused' }))
    expect(paused === null ? 'none' : certainPart(paused)).toBeNull()
  })

  test('only what is live can be asked to stop, only what records to pause', () => {
    const wish = (status: 'completed' | 'paused') => ({ added: [], removed: [], status, type: null, priority: null, description: null })
    const follows = (own: string, status: 'completed' | 'paused'): boolean => followable(wish(status), record({ status: own })) !== null
    expect([follows('active', 'completed'), follows('active', 'paused'), follows('paused', 'completed')]).toEqual([true, true, true])
    expect([follows('paused', 'paused'), follows('completed', 'paused'), follows('orphaned', 'completed')]).toEqual([false, false, false])
    expect(followable({ ...wish('completed'), added: ['x'] }, record({ status: 'orphaned' }))).toMatchObject({ added: ['x'], status: null })
  })

  test('the first difference is named with both values', () => {
    expect(differenceOf(BASE, record({ tags: ['b', 'a'], pid: 1 }))).toBeNull()
    expect(differenceOf(BASE, record({ status: 'completed', idle_timeout: 9 }))).toBe('status is "completed", not "active"')
    expect(differenceOf(BASE, record({ tags: [] }))).toBe('tags is [], not ["a","b"]')
  })
})
