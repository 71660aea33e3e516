import { beforeEach, expect, suite, test } from 'vitest'
import { type LinkedBridge, linkedBridge, refused } from '../../../testing/linkedBridge.ts'
import { type Hit, SearchModel } from './searchModel.ts'

const hit = (session_id: string, seq: number): Hit => ({ session_id, backlog_id: 'B', repo_name: 'r', kind: 'note', at: seq, seq, snippet: 'x', marks: [] })

suite('renderer/dashboard/searchModel', () => {
  let bridge: LinkedBridge
  let waits: { ms: number; run: () => void; cancelled: boolean }[]
  let answers: ((hits: unknown) => void)[]
  let model: SearchModel

  beforeEach(() => {
    waits = []
    answers = []
    bridge = linkedBridge(() => new Promise((resolve) => answers.push(resolve)))
    const after = (ms: number, run: () => void): (() => void) => {
      const wait = { ms, run, cancelled: false }
      waits.push(wait)
      return () => {
        wait.cancelled = true
      }
    }
    model = new SearchModel({ bridge, now: () => 1_000, after })
  })

  const pause = (): void => waits.splice(0).forEach(({ cancelled, run }) => cancelled || run())
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  const found = (hits: readonly Hit[]) => ({ ok: true, result: { hits, more: false, behind: 0 } })
  const shown = () => model.store.getState()
  const answer = async (index: number, reply: unknown): Promise<void> => {
    answers[index]?.(reply)
    await settled()
  }

  test('the daemon is asked when typing pauses, once', async () => {
    for (const text of ['r', 're', 'ren']) model.look(text, null)
    expect(waits.map(({ ms }) => ms)).toEqual([80, 80, 80])
    pause()
    expect(bridge.asked).toEqual([{ name: 'worklog/search', input: { query: 'ren*', limit: 100 } }])
    await answer(0, found([hit('a', 1)]))
    expect(shown()).toMatchObject({ answered: { text: 'ren', session: null }, hits: [{ seq: 1 }], words: ['ren'] })
  })

  test('an answer that comes after a newer question is dropped, whichever comes first', async () => {
    model.look('one', null)
    pause()
    model.look('two', null)
    pause()
    await answer(1, found([hit('a', 2)]))
    await answer(0, found([hit('a', 1)]))
    expect(shown()).toMatchObject({ answered: { text: 'two' }, hits: [{ seq: 2 }] })
  })

  test('the same again asks nothing; another session does', () => {
    model.look('one', null)
    pause()
    model.look('one', null)
    pause()
    expect(bridge.asked).toHaveLength(1)
    model.look('one', 's1')
    pause()
    expect(bridge.asked.at(-1)?.input).toMatchObject({ session: 's1' })
  })

  test('an empty field shows nothing and drops what is under way', async () => {
    model.look('one', null)
    pause()
    model.look('', null)
    await answer(0, found([hit('a', 1)]))
    expect(shown()).toMatchObject({ answered: null, hits: [] })
  })

  test('results of one session stand together, where its newest is', async () => {
    model.look('x', null)
    pause()
    await answer(0, found([hit('a', 9), hit('b', 8), hit('a', 7), hit('c', 6), hit('b', 5)]))
    expect(shown().hits.map(({ seq }) => seq)).toEqual([9, 7, 8, 5, 6])
  })

  test('walking through them stops at both ends', async () => {
    model.look('x', null)
    model.move(1)
    expect(shown().active).toBe(0)
    pause()
    await answer(0, found([hit('a', 2), hit('a', 1)]))
    model.move(-1)
    expect(shown().active).toBe(0)
    for (let step = 0; step < 5; step++) model.move(1)
    expect(shown().active).toBe(1)
  })

  test('a refusal is said in place of results', async () => {
    model.look('x', null)
    pause()
    await answer(0, refused('The record could not be read.'))
    expect(shown()).toMatchObject({ hits: [], failure: 'The record could not be read.' })
  })
})
