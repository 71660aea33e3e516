/** Over real files: what is kept, what leaves when, and what a later life of the daemon knows. */
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import { EventLog } from './eventLog.ts'

const durable = (id: string): ScribeEvent => ({ topic: 'alert.cleared', id })
const folded = (count: number): ScribeEvent => ({ topic: 'file.changed', repo: '/r', paths: [], count })

/** A log and the numbering that the hub does. */
class Life {
  readonly log: EventLog
  epoch = ''
  seq = 0
  at = 1_000

  constructor(folder: string, bootedAt = 5_000_000) {
    this.log = new EventLog({ folder, bootedAt, now: 7, log: silentLogger })
  }

  async begin(): Promise<this> {
    Object.assign(this, await this.log.start())
    return this
  }

  publish(event: ScribeEvent): void {
    this.seq++
    this.log.append({ epoch: this.epoch, seq: this.seq, at: this.at, event })
  }

  async settled(): Promise<void> {
    while (this.log.released < this.seq) await new Promise((resolve) => setImmediate(resolve))
  }
}

suite('main/events/eventLog', () => {
  let folder: string
  const lives: Life[] = []
  const live = async (bootedAt?: number): Promise<Life> => {
    const life = await new Life(folder, bootedAt).begin()
    lives.push(life)
    return life
  }
  /** Numbers of what the files have after `seq`. */
  const older = async ({ log }: Life, seq: number): Promise<number[]> => {
    const found: number[] = []
    for (let at = seq; ; ) {
      const some = await log.older(at, 1_000)
      if (some === null) return found
      found.push(...some.events.map((event) => event.seq))
      at = some.upTo
    }
  }

  beforeEach(() => {
    folder = join(tempFolder(), 'events')
  })
  afterEach(async () => {
    for (const { log } of lives.splice(0)) await log.close()
    removeFolder(join(folder, '..'))
  })

  test('a durable event leaves when it is written, what follows it not before, and others at once', async () => {
    const life = await live()
    const left: number[] = []
    life.log.onReleased(() => left.push(life.log.released))
    life.publish(folded(1))
    expect(left).toEqual([1])
    life.publish(durable('a'))
    life.publish(folded(2))
    expect(life.log.recent(0, 10).map(({ seq }) => seq)).toEqual([1])
    await life.settled()
    expect(life.log.recent(0, 10).map(({ seq, topic, key }) => [seq, topic, key])).toEqual([
      [1, 'file.changed', 'file.changed /r'],
      [2, 'alert.cleared', null],
      [3, 'file.changed', 'file.changed /r'],
    ])
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^\{"epoch":"[^"]+","seq":2,[^\n]+\n$/)
  })

  test('a later life goes on in the same epoch, behind every number that was given out, and has what counts', async () => {
    const first = await live()
    for (let n = 0; n < 40; n++) first.publish(n % 2 === 0 ? durable(`${n}`) : folded(n))
    await first.settled()
    // Killed: nothing is closed.
    const second = await live()
    expect(second.epoch).toBe(first.epoch)
    expect(second.seq).toBeGreaterThan(first.seq)
    expect(second.log.oldest).toBe(0)
    expect(await older(second, 0)).toEqual(Array.from({ length: 20 }, (_, n) => 2 * n + 1))
    expect(await older(second, 21)).toEqual(Array.from({ length: 9 }, (_, n) => 2 * n + 23))
    second.publish(durable('next'))
    await second.settled()
    expect(second.log.recent(second.seq - 1, 9).map(({ seq }) => seq)).toEqual([second.seq])
  })

  test('numbers of events that are not kept are not given out again either', async () => {
    const first = await live()
    for (let n = 0; n < 2_500; n++) first.publish(folded(n))
    await first.settled()
    expect((await live()).seq).toBeGreaterThan(2_500)
  })

  test('after the machine has started anew, or without the epoch, another epoch begins and nothing of before is served', async () => {
    const first = await live()
    first.publish(durable('a'))
    await first.settled()
    const second = await live(first.seq + 9_000_000)
    expect([second.epoch === first.epoch, second.seq, await older(second, 0)]).toEqual([false, 0, []])
    for (const text of ['', '{"epoch":7}', 'x']) {
      writeFileSync(join(folder, 'epoch.json'), text)
      expect((await live()).epoch).not.toBe(second.epoch)
    }
  })

  test('a line that was cut off when the process ended is taken away; damaged ones are passed over', async () => {
    const first = await live()
    for (const id of ['a', 'b']) first.publish(durable(id))
    await first.settled()
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
    appendFileSync(join(folder, file), 'nonsense\n{"epoch":"x","seq":3,"at":1,"eve')
    const second = await live()
    expect(await older(second, 0)).toEqual([1, 2])
    second.publish(durable('c'))
    await second.settled()
    expect(await older(await live(), 0)).toEqual([1, 2, second.seq])
  })

  test('what is many or old is dropped whole files at a time, and said', async () => {
    const life = await live()
    for (let n = 0; n < 16_000; n++) {
      life.publish(durable(`${n}`))
      if (n % 500 === 0) await life.settled()
    }
    await life.settled()
    expect(readdirSync(folder).filter((name) => name.endsWith('.ndjson'))).toHaveLength(3)
    const { oldest } = life.log
    expect([oldest > 0, life.seq - oldest >= 10_000]).toEqual([true, true])
    life.at += 25 * 3_600_000
    for (let n = 0; n < 6_000; n++) life.publish(durable(`${n}`))
    await life.settled()
    expect(life.log.oldest).toBeGreaterThanOrEqual(16_000 - 5_000)
  })

  test('memory is bounded, whatever comes', async () => {
    const life = await live()
    for (let n = 0; n < 4_000; n++) life.publish({ topic: 'file.changed', repo: '/r', paths: ['x'.repeat(2_000)], count: n })
    await life.settled()
    const kept = life.log.recent(life.log.recentFrom, 100_000)
    expect(kept.reduce((sum, { text }) => sum + 2 * text.length, 0)).toBeLessThanOrEqual(4 * 1024 * 1024)
    expect(kept.at(-1)?.seq).toBe(life.seq)
  })

  test('a disk that refuses delays nobody, is a gap for who was away, and makes the next life another epoch', async () => {
    const life = await live()
    life.publish(durable('a'))
    await life.settled()
    await life.log.close()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'in the way')
    for (let n = 0; n < 12_000; n++) life.publish(durable(`${n}`))
    await life.settled()
    expect(life.log.oldest).toBeGreaterThan(0)
    expect(life.log.recent(life.seq - 1, 5)).toHaveLength(1)
    rmSync(folder)
    expect((await live()).epoch).not.toBe(life.epoch)
  })
})
