/** A subscription over a real log: order, windows, folding, gaps, and what a slow reader costs. */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import { topicPattern } from '../../shared/protocol/topics.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import { EventLog } from '../events/eventLog.ts'
import { Subscription, type Wanted } from './subscription.ts'

const ALL: Wanted = { topics: [/.*/], session: null, window: null, coalesce: true, minIntervalMs: 0 }
const durable = (id: string): ScribeEvent => ({ topic: 'alert.cleared', id })
const folded = (repo: string): ScribeEvent => ({ topic: 'file.changed', repo, paths: [], count: 1 })

interface Got {
  readonly seqs: number[]
  readonly folds: number[]
  readonly gaps: (readonly [from: number, to: number])[]
  readonly lags: number[]
  ready: boolean
}

suite('main/server/subscription', () => {
  let home: string
  let log: EventLog
  let epoch: string
  let seq: number
  let open: Subscription[]

  const start = async (): Promise<void> => {
    log = new EventLog({ folder: join(home, 'events'), bootedAt: 0, now: 0, log: silentLogger })
    const begun = await log.start()
    epoch = begun.epoch
    seq = begun.seq
  }
  const publish = (...events: ScribeEvent[]): void => {
    for (const event of events) log.append({ epoch, seq: ++seq, at: 0, event })
  }
  const settled = (): Promise<boolean> => eventually(() => log.released === seq)
  const subscribe = (from: number, own: Partial<Wanted> = {}): { sub: Subscription; got: Got } => {
    const got: Got = { seqs: [], folds: [], gaps: [], lags: [], ready: true }
    const outlet = {
      event: (text: string, count: number) => {
        got.seqs.push(JSON.parse(text).seq)
        got.folds.push(count)
      },
      gap: (first: number, last: number) => void got.gaps.push([first, last]),
      lag: (unacked: number) => void got.lags.push(unacked),
      ready: () => got.ready,
    }
    const sub = new Subscription(log, from, { wanted: { ...ALL, ...own }, outlet })
    open.push(sub)
    sub.wake()
    return { sub, got }
  }

  beforeEach(async () => {
    home = tempFolder()
    open = []
    await start()
  })
  afterEach(async () => {
    for (const sub of open) sub.close()
    await log.close()
    removeFolder(home)
  })

  test('from now on, in order, what was asked for, until it is closed', async () => {
    publish(durable('before'))
    await settled()
    const { sub, got } = subscribe(seq, { topics: [topicPattern('alert.*')] })
    publish(durable('a'), folded('/r'), durable('b'))
    await settled()
    expect(got.seqs).toEqual([2, 4])
    sub.close()
    publish(durable('c'))
    await settled()
    expect(got.seqs).toEqual([2, 4])
  })

  test('only what is about the session', async () => {
    const about = (session_id: string): ScribeEvent => ({ topic: 'change.recorded', session_id, count: 1, latency_ms: 1 })
    const { got } = subscribe(0, { session: 's1' })
    publish(about('s1'), about('s2'), durable('x'), about('s1'))
    await settled()
    expect(got.seqs).toEqual([1, 4])
  })

  test('what is not acknowledged fills the window; it is said once, and acknowledging goes on', async () => {
    const { sub, got } = subscribe(0, { window: 3 })
    publish(...Array.from({ length: 8 }, (_, n) => durable(`${n}`)))
    await settled()
    expect([got.seqs, got.lags]).toEqual([[1, 2, 3], [3]])
    sub.ack(2)
    expect(got.seqs).toEqual([1, 2, 3, 4, 5])
    sub.ack(5)
    expect([got.seqs.length, got.lags]).toEqual([8, [3, 3]])
  })

  test('of what waits, a later event stands for earlier ones of its kind and place; durable ones never', async () => {
    const { sub, got } = subscribe(0, { window: 1 })
    publish(durable('a'))
    await settled()
    publish(folded('/r'), folded('/s'), folded('/r'), durable('b'), folded('/r'), durable('c'))
    await settled()
    for (let n = 1; n <= 7; n++) sub.ack(n)
    expect(got.seqs).toEqual([1, 3, 5, 6, 7])
    const late = subscribe(1).got
    expect([late.seqs, late.folds]).toEqual([
      [3, 5, 6, 7],
      [0, 0, 2, 0],
    ])
    const { got: every } = subscribe(0, { coalesce: false })
    expect(every.seqs).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('a carrier that is full gets nothing, and everything that counts later, from the files where memory has gone on', async () => {
    const { sub, got } = subscribe(0)
    got.ready = false
    for (let n = 0; n < 12_000; n++) publish(n % 3 === 0 ? durable(`${n}`) : folded(`/r${n}`))
    await settled()
    expect([got.seqs, log.recentFrom > 0]).toEqual([[], true])
    got.ready = true
    sub.wake()
    await eventually(() => !sub.isBehind)
    const expected = Array.from({ length: 12_000 }, (_, n) => n).filter((n) => n % 3 === 0 || n + 1 > log.recentFrom)
    expect(got.seqs).toEqual(expected.map((n) => n + 1))
    expect(got.gaps).toEqual([])
  })

  test('what nobody has any more is a gap, said with its numbers; then it goes on', async () => {
    const { sub, got } = subscribe(0)
    got.ready = false
    for (let n = 0; n < 22_000; n++) {
      publish(durable(`${n}`))
      if (n % 500 === 0) await settled()
    }
    await settled()
    got.ready = true
    sub.wake()
    await eventually(() => !sub.isBehind)
    expect(got.gaps).toEqual([[1, log.oldest]])
    expect(got.seqs).toEqual(Array.from({ length: seq - log.oldest }, (_, n) => log.oldest + 1 + n))
  })

  test('bundles come no closer than asked, and miss nothing', async () => {
    const { got } = subscribe(0, { minIntervalMs: 80 })
    publish(durable('a'))
    await eventually(() => got.seqs.length === 1)
    const began = performance.now()
    publish(durable('b'), durable('c'))
    await eventually(() => got.seqs.length === 3)
    expect(performance.now() - began).toBeGreaterThan(40)
  })

  test('however a reader comes and goes, acknowledges or not, every durable event reaches it once and in order', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('publish' as const), count: fc.nat(12) }),
      fc.record({ kind: fc.constant('folded' as const), count: fc.nat(12) }),
      fc.record({ kind: fc.constant('ready' as const), ready: fc.boolean() }),
      fc.record({ kind: fc.constant('ack' as const) }),
      fc.record({ kind: fc.constant('again' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.constantFrom(null, 1, 4), async (steps, window) => {
        const from = seq
        const wanted: number[] = []
        const received: number[] = []
        let { sub, got } = subscribe(from, { window })
        const takeOver = (): void => void received.push(...got.seqs.filter((one) => one > (received.at(-1) ?? from)))
        for (const one of steps) {
          if (one.kind === 'publish' || one.kind === 'folded') {
            for (let n = 0; n < one.count; n++) {
              publish(one.kind === 'publish' ? durable('x') : folded('/r'))
              if (one.kind === 'publish') wanted.push(seq)
            }
          }
          if (one.kind === 'ready') got.ready = one.ready
          if (one.kind === 'ack') sub.ack(got.seqs.at(-1) ?? 0)
          if (one.kind === 'again') {
            await settled()
            takeOver()
            sub.close()
            ;({ sub, got } = subscribe(received.at(-1) ?? from, { window }))
          }
        }
        await settled()
        got.ready = true
        for (let last = -1; last !== got.seqs.length; ) {
          last = got.seqs.length
          sub.ack(got.seqs.at(-1) ?? 0)
          sub.wake()
        }
        takeOver()
        sub.close()
        const durables = new Set(wanted)
        expect(received.filter((one) => durables.has(one))).toEqual(wanted)
        expect(received).toEqual([...received].sort((a, b) => a - b))
      }),
      { numRuns: 60 },
    )
  })
})
