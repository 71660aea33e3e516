import { beforeEach, expect, suite, test } from 'vitest'
import { sampleState } from '../../../testing/electronDouble/sampleState.ts'
import { type LinkedBridge, linkedBridge, refused } from '../../../testing/linkedBridge.ts'
import { CitedModel } from './citedModel.ts'

suite('renderer/dashboard/citedModel', () => {
  let bridge: LinkedBridge
  let waits: { ms: number; run: () => void; cancelled: boolean }[]
  let model: CitedModel
  let cursor: number
  let answer: (() => unknown) | null

  beforeEach(async () => {
    cursor = 5
    answer = null
    waits = []
    bridge = linkedBridge((name) => answer?.() ?? { ok: true, result: name === 'summary/cited' ? { summary: { cursor }, markdown: '' } : { queued: 1 } })
    const after = (ms: number, run: () => void): (() => void) => {
      const wait = { ms, run, cancelled: false }
      waits.push(wait)
      return () => {
        wait.cancelled = true
      }
    }
    model = new CitedModel({ bridge, session: 's', after })
    await model.load()
  })

  const names = (): string[] => bridge.asked.map(({ name }) => name)
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  const pending = () => waits.filter(({ cancelled }) => !cancelled)
  const updated = (to: number, session_id = 's'): void =>
    model.hear({ kind: 'event', envelope: { epoch: 'e', seq: 1, at: 1, event: { topic: 'summary.updated', session_id, cursor: to, entries: to } } })

  test('one that holds more is read, after a moment in which others may come', async () => {
    updated(6)
    updated(7)
    expect(pending()).toHaveLength(1)
    cursor = 7
    pending()[0]?.run()
    await settled()
    expect(names()).toEqual(['summary/cited', 'summary/cited'])
    expect(model.store.getState()).toMatchObject({ cited: { summary: { cursor: 7 } }, isMaking: false })
  })

  test('what reading itself has announced, and other sessions, lead to nothing', () => {
    updated(5)
    updated(9, 'other')
    expect(waits).toEqual([])
  })

  test('what was ordered is read once it is announced, though it holds no more', async () => {
    await model.regenerate()
    expect(model.store.getState().isMaking).toBe(true)
    updated(5)
    await settled()
    expect(names()).toEqual(['summary/cited', 'summary/regenerate', 'summary/cited'])
    expect(model.store.getState().isMaking).toBe(false)
    expect(pending()).toEqual([])
  })

  test('an order that is never answered for ends all the same', async () => {
    await model.regenerate()
    expect(pending().map(({ ms }) => ms)).toEqual([30_000])
    pending()[0]?.run()
    await settled()
    expect(model.store.getState().isMaking).toBe(false)
  })

  test('a refusal is said, the last summary stays, and a daemon that is back is asked again', async () => {
    answer = () => refused('The summary cannot be made.')
    await model.load()
    expect(model.store.getState()).toMatchObject({ cited: { summary: { cursor: 5 } }, failure: 'The summary cannot be made.' })
    answer = null
    model.hear({ kind: 'snapshot', state: sampleState() })
    expect(pending()).toHaveLength(1)
  })

  test('nothing happens once it is closed', async () => {
    updated(6)
    const loading = model.load()
    model.close()
    cursor = 99
    await loading
    expect(pending()).toEqual([])
    expect(model.store.getState().cited?.summary.cursor).toBe(5)
  })
})
