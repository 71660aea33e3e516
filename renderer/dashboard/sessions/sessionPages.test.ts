import { beforeEach, expect, suite, test } from 'vitest'
import type { Session } from '../../../shared/domain/session.ts'
import { type LinkedBridge, linkedBridge, refused } from '../../../testing/linkedBridge.ts'
import { sampleSession } from '../../../testing/sampleSession.ts'
import { PAGE, SessionPages } from './sessionPages.ts'

suite('renderer/dashboard/sessionPages', () => {
  let bridge: LinkedBridge
  let record: Session[]
  let held: (() => void)[] | null
  let refusal: string | null
  let pages: SessionPages

  beforeEach(() => {
    record = Array.from({ length: 10_000 }, (_, n) => sampleSession({ id: `s${n}`, state: 'completed' }))
    held = null
    refusal = null
    bridge = linkedBridge(async () => {
      const { offset = 0, limit = 0 } = { ...(bridge.asked.at(-1)?.input as object | undefined) } as { offset?: number; limit?: number }
      const answer = { sessions: record.slice(offset, offset + limit), more: false, total: record.length }
      const waits = held
      if (waits !== null) await new Promise<void>((resolve) => waits.push(resolve))
      return refusal === null ? { ok: true, result: answer } : refused(refusal)
    })
    pages = new SessionPages(bridge, { kind: 'sessions', group: 'completed' })
  })

  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  const offsets = (): number[] => bridge.asked.map(({ input }) => (input as { offset: number }).offset)

  test('the first page comes though there are no rows to look at yet, and tells how many there are', async () => {
    pages.need({ from: 0, to: 0 })
    expect(bridge.asked).toEqual([])
    pages.refresh()
    await settled()
    expect(bridge.asked.map(({ input }) => input)).toEqual([{ state: ['completed'], offset: 0, limit: PAGE, order: 'activity', archived: true }])
    expect([pages.store.getState().total, pages.at(0)?.id, pages.at(PAGE)]).toEqual([10_000, 's0', undefined])
  })

  test('what is looked at is fetched, each page once', async () => {
    pages.refresh()
    pages.need({ from: 5_050, to: 5_120 })
    pages.need({ from: 5_060, to: 5_130 })
    await settled()
    expect(offsets()).toEqual([0, 5_000, 5_100])
    expect(pages.at(5_120)?.id).toBe('s5120')
  })

  test('of many pages those near to what is looked at are kept', async () => {
    pages.refresh()
    for (let page = 0; page < 100; page++) {
      pages.need({ from: page * PAGE, to: page * PAGE + 10 })
      await settled()
    }
    expect(pages.store.getState().pages.size).toBe(40)
    expect([pages.at(9_905)?.id, pages.at(5)]).toEqual(['s9905', undefined])
    pages.need({ from: 0, to: 10 })
    await settled()
    expect(pages.at(5)?.id).toBe('s5')
  })

  test('when one more has ended the rows stay until their new page is there, and an answer from before is dropped', async () => {
    pages.refresh()
    await settled()
    held = []
    pages.refresh()
    record = [sampleSession({ id: 'new', state: 'completed' }), ...record]
    pages.refresh()
    expect(pages.at(0)?.id).toBe('s0')
    held.splice(0).forEach((go) => go())
    await settled()
    expect([pages.store.getState().total, pages.at(0)?.id, pages.at(1)?.id]).toEqual([10_001, 'new', 's0'])
  })

  test('a refusal is said, and the next time it is asked again', async () => {
    refusal = 'Scribe is not answering.'
    pages.refresh()
    await settled()
    expect(pages.store.getState()).toMatchObject({ total: null, failure: refusal })
    refusal = null
    pages.need({ from: 0, to: 10 })
    await settled()
    expect(pages.store.getState()).toMatchObject({ total: 10_000, failure: null })
  })

  test('a repository has its ended sessions of both kinds', async () => {
    new SessionPages(bridge, { kind: 'repository', root: '/r' }).refresh()
    await settled()
    expect(bridge.asked[0]?.input).toMatchObject({ state: ['completed', 'interrupted'], repo: '/r' })
  })
})
