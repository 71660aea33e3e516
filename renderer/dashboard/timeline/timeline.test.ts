import { beforeEach, expect, suite, test } from 'vitest'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { BridgeMessage } from '../../../shared/protocol/bridge.ts'
import { sampleState } from '../../../testing/electronDouble/sampleState.ts'
import { Timeline } from './timeline.ts'

interface Asked {
  readonly newest?: boolean
  readonly since_seq?: number
  readonly before_seq?: number
  readonly limit: number
}

function entryOf(seq: number): Entry {
  return { seq, session_id: 's', at: seq * 1_000, kind: 'note', lines: [`- line ${seq}`] }
}

/** A record that is read as the daemon reads it. */
suite('renderer/dashboard/timeline', () => {
  let record: Entry[]
  let asked: Asked[]
  let frames: (() => void)[]
  let held: (() => void)[] | null
  let refusal: string | null
  let isIdle: boolean
  let timeline: Timeline

  beforeEach(() => {
    record = []
    asked = []
    frames = []
    held = null
    refusal = null
    isIdle = true
    const call = async (_name: string, input: unknown): Promise<unknown> => {
      const { newest = false, since_seq = 0, before_seq = Number.MAX_SAFE_INTEGER, limit } = input as Asked
      asked.push(input as Asked)
      if (refusal !== null) return { ok: false, error: { code: 1, message: refusal } }
      const found = record.filter(({ seq }) => seq > since_seq && seq < before_seq)
      const entries = newest ? found.slice(-limit) : found.slice(0, limit)
      const waits = held
      if (waits !== null) await new Promise<void>((resolve) => waits.push(resolve))
      return { ok: true, result: { entries, more: found.length > limit } }
    }
    timeline = new Timeline({ bridge: { call: call as never }, session: 's', onFrame: (run) => frames.push(run), idle: async () => isIdle })
  })

  const seqs = (): number[] => timeline.store.getState().entries.map(({ seq }) => seq)
  const recorded = (count: number): void => {
    record = Array.from({ length: count }, (_, index) => entryOf(index + 1))
  }
  const announce = (seq: number, session = 's'): void => {
    const entry = { ...entryOf(seq), session_id: session }
    if (session === 's') record.push(entry)
    timeline.hear({ kind: 'event', envelope: { epoch: 'e', seq, at: 1, event: { topic: 'worklog.appended', session_id: session, entry } } })
  }
  const draw = (): void => frames.splice(0).forEach((run) => run())
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 400; turn++) await Promise.resolve()
  }
  const downTo = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, index) => from - index)
  const snapshot: BridgeMessage = { kind: 'snapshot', state: sampleState() }

  test('the newest are there first; all others follow behind, each once', async () => {
    recorded(3_450)
    isIdle = false
    await timeline.open()
    expect(seqs()).toEqual(downTo(3_450, 3_251))
    expect(timeline.store.getState()).toMatchObject({ older: true, newer: false, isLoading: false })
    isIdle = true
    await timeline.open()
    await settled()
    expect(seqs()).toEqual(downTo(3_450, 1))
    expect(timeline.store.getState().older).toBe(false)
  })

  test('around an entry: it is there at once with what lies below and above it', async () => {
    recorded(5_000)
    isIdle = false
    await timeline.open(2_000)
    expect(seqs()).toEqual(downTo(2_200, 1_801))
    expect(timeline.store.getState()).toMatchObject({ older: true, newer: true })
    await timeline.readOlder()
    await timeline.readNewer()
    expect(seqs()).toEqual(downTo(3_200, 801))
  })

  test('what is recorded goes on top, drawn once a frame; that of other sessions does not', async () => {
    recorded(3)
    await timeline.open()
    announce(4)
    announce(5)
    announce(6, 'other')
    expect(frames).toHaveLength(1)
    expect(seqs()).toEqual([3, 2, 1])
    draw()
    expect(seqs()).toEqual([5, 4, 3, 2, 1])
  })

  test('a page that is hidden and draws no frames does not hoard what is recorded', async () => {
    recorded(1)
    await timeline.open()
    for (let seq = 2; seq <= 1_100; seq++) announce(seq)
    expect(seqs().length).toBeGreaterThan(1_000)
    draw()
    expect(seqs()).toEqual(downTo(1_100, 1))
  })

  test('what is recorded while the first page is under way is neither lost nor doubled', async () => {
    recorded(3)
    held = []
    const opening = timeline.open()
    await settled()
    announce(4)
    draw()
    held.splice(0).forEach((go) => go())
    await opening
    expect(seqs()).toEqual([4, 3, 2, 1])
  })

  test('below a stretch that lies further back nothing is put on top of a hole; read on, everything is there', async () => {
    recorded(2_000)
    isIdle = false
    await timeline.open(500)
    announce(2_001)
    draw()
    expect(seqs()[0]).toBe(700)
    await timeline.readNewer()
    await timeline.readNewer()
    expect(seqs()).toEqual(downTo(2_001, 301))
    announce(2_002)
    draw()
    expect(seqs()[0]).toBe(2_002)
  })

  test('after a lost connection what was missed is read, and what comes meanwhile waits for it', async () => {
    recorded(3)
    await timeline.open()
    record.push(entryOf(4), entryOf(5))
    held = []
    timeline.hear(snapshot)
    announce(6)
    draw()
    expect(seqs()).toEqual([3, 2, 1])
    held.splice(0).forEach((go) => go())
    held = null
    await settled()
    expect(seqs()).toEqual([6, 5, 4, 3, 2, 1])
  })

  test('an answer to a stretch that was left is dropped, and nothing is read after the end', async () => {
    recorded(1_000)
    isIdle = false
    held = []
    const left = timeline.open()
    const opening = timeline.open(300)
    await settled()
    held.splice(0).forEach((go) => go())
    held = null
    await Promise.all([left, opening])
    expect(seqs()).toEqual(downTo(500, 101))
    timeline.close()
    timeline.close()
    const before = asked.length
    await settled()
    expect(asked.length).toBe(before)
  })

  test('a refusal is said, and the next snapshot tries again', async () => {
    recorded(2)
    refusal = 'Scribe is not answering.'
    await timeline.open()
    expect(timeline.store.getState()).toMatchObject({ isLoading: false, failure: refusal, entries: [] })
    refusal = null
    timeline.hear(snapshot)
    await settled()
    expect(timeline.store.getState()).toMatchObject({ failure: null })
    expect(seqs()).toEqual([2, 1])
  })

  test('of an endless session so much is filled up by itself, and more where somebody comes near the end', async () => {
    recorded(70_000)
    await timeline.open()
    for (let turn = 0; turn < 20; turn++) await settled()
    expect(seqs().length).toBeGreaterThanOrEqual(60_000)
    expect(seqs().length).toBeLessThan(62_000)
    const before = seqs().length
    await timeline.readOlder()
    expect(seqs().length).toBe(before + 1_000)
  })

  suite('of all sessions', () => {
    const entry = (seq: number, session_id: string): Entry => ({ ...entryOf(seq), session_id })
    let names: string[]
    let all: Timeline

    beforeEach(() => {
      names = []
      const call = async (name: string): Promise<unknown> => {
        names.push(name)
        const sessions = ['s', 't'].map((session_id) => ({ session_id, backlog_id: `B-${session_id}`, repo_name: 'r' }))
        return { ok: true, result: { entries: [entry(1, 's'), entry(2, 't')], sessions, more: false } }
      }
      all = new Timeline({ bridge: { call: call as never }, session: null, onFrame: (run) => frames.push(run), idle: async () => false })
    })

    const shown = (): string[] => all.store.getState().entries.map(({ seq, session }) => `${seq}${session}`)
    const hear = (told: Entry): void =>
      all.hear({
        kind: 'event',
        envelope: { epoch: 'e', seq: told.seq, at: 1, event: { topic: 'worklog.appended', session_id: told.session_id, entry: told } },
      })

    test('they are read with the names of their sessions, and those of every session are heard', async () => {
      await all.open()
      hear(entry(3, 'u'))
      draw()
      expect(shown()).toEqual(['3u', '2t', '1s'])
      expect([...all.store.getState().names.keys()]).toEqual(['s', 't'])
      expect(names).toEqual(['library/entries'])
    })

    test('what two sessions recorded at once is in its place, whichever is announced first, and once', async () => {
      await all.open()
      hear(entry(4, 't'))
      draw()
      for (const seq of [3, 4, 5]) hear(entry(seq, 's'))
      draw()
      expect(shown()).toEqual(['5s', '4t', '3s', '2t', '1s'])
    })
  })
})
