import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { type LinkedBridge, linkedBridge, refused } from '../../testing/linkedBridge.ts'
import { Notes } from './notes.ts'

const SESSION = { id: 's1', backlogId: 'B-7' }

class MemoryStorage {
  text: string | null = null
  broken = false
  getItem(): string | null {
    if (this.broken) throw new Error('forbidden')
    return this.text
  }
  setItem(_key: string, value: string): void {
    if (this.broken) throw new Error('full')
    this.text = value
  }
}

suite('renderer/stores/notes', () => {
  let storage: MemoryStorage
  let bridge: LinkedBridge
  let reply: unknown
  let now: number

  beforeEach(() => {
    vi.useFakeTimers()
    storage = new MemoryStorage()
    reply = { ok: true, result: {} }
    bridge = linkedBridge(() => reply)
    now = 0
  })

  afterEach(() => void vi.useRealTimers())

  const open = (): Notes => new Notes({ bridge, storage, now: () => ++now })

  test('what is half written is there again in the next page', () => {
    open().write('s1', 'half a thought')
    expect(open().store.getState().drafts).toEqual({ s1: { text: 'half a thought', at: 1 } })
    const notes = open()
    notes.write('s1', '')
    expect(open().store.getState().drafts).toEqual({})
  })

  for (const left of ['not json', 'null', '3', '[1]', '{"s1":"text"}', '{"s1":{"text":1,"at":1}}', '{"s1":{"text":"x"}}']) {
    test(`${left} in the storage is no draft`, () => {
      storage.text = left
      expect(open().store.getState().drafts).toEqual({})
    })
  }

  test('a storage that fails costs nothing but the survival', async () => {
    storage.broken = true
    const notes = open()
    notes.write('s1', 'still here')
    expect(notes.store.getState().drafts.s1?.text).toBe('still here')
    await notes.send(SESSION, true)
    expect(bridge.asked).toHaveLength(1)
  })

  test('only so many drafts are kept, the newest', () => {
    const notes = open()
    for (let index = 0; index < 60; index++) notes.write(`s${index}`, 'x')
    const kept = Object.keys(notes.store.getState().drafts)
    expect(kept).toHaveLength(50)
    expect(kept).toContain('s59')
    expect(kept).not.toContain('s9')
  })

  test('a note that was taken is gone, said for four seconds, and can be recalled', async () => {
    const notes = open()
    notes.write('s1', 'Decision: x')
    await notes.send(SESSION, true)
    expect(bridge.asked).toEqual([{ name: 'worklog/append', input: { session: 's1', text: 'Decision: x' } }])
    expect(notes.store.getState()).toMatchObject({ drafts: {}, added: 'B-7', sending: null })
    expect(notes.lastSent).toBe('Decision: x')
    vi.advanceTimersByTime(3_999)
    expect(notes.store.getState().added).toBe('B-7')
    vi.advanceTimersByTime(1)
    expect(notes.store.getState().added).toBeNull()
  })

  test('a note that was refused stays with its reason, and the next try clears it', async () => {
    const notes = open()
    notes.write('s1', 'x')
    reply = refused('The worklog cannot be written.')
    await notes.send(SESSION, true)
    expect(notes.store.getState()).toMatchObject({ drafts: { s1: { text: 'x' } }, failures: { s1: 'The worklog cannot be written.' }, added: null })
    reply = { ok: true, result: {} }
    await notes.send(SESSION, true)
    expect(notes.store.getState()).toMatchObject({ drafts: {}, failures: {}, added: 'B-7' })
  })

  test('empty and over-long notes are not sent', async () => {
    const notes = open()
    await notes.send(SESSION, true)
    notes.write('s1', ' \n ')
    await notes.send(SESSION, true)
    notes.write('s1', 'x'.repeat(4001))
    await notes.send(SESSION, true)
    expect(bridge.asked).toEqual([])
    expect(notes.store.getState().failures.s1).toContain('4,000')
  })

  test('what is typed while a note is under way is the next note', async () => {
    const notes = open()
    notes.write('s1', 'first')
    const sending = notes.send(SESSION, true)
    notes.write('s1', 'second')
    void notes.send(SESSION, true)
    await sending
    expect(bridge.asked).toHaveLength(1)
    expect(notes.store.getState().drafts.s1?.text).toBe('second')
  })

  test('with the daemon away a note waits and goes out once', async () => {
    const notes = open()
    notes.write('s1', 'x')
    await notes.send(SESSION, false)
    expect(notes.store.getState()).toMatchObject({ later: SESSION, drafts: { s1: { text: 'x' } } })
    expect(bridge.asked).toEqual([])
    await notes.sendLater()
    await notes.sendLater()
    expect(bridge.asked).toHaveLength(1)
    expect(notes.store.getState()).toMatchObject({ later: null, drafts: {} })
  })
})
