import { expect, suite, test } from 'vitest'
import { ContextCache, type Mark } from './contextCache.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

class Rig {
  now = 0
  maxBytes = 1_000_000
  value = 'one'
  fetched = 0
  readonly cache = new ContextCache({ maxBytes: () => this.maxBytes, now: () => this.now, backgroundMs: 1_000 })

  async read(mark: Mark | string, { ttlMs = 5_000, maxAgeMs = 2_000, id = 'x' } = {}): Promise<[value: string, stale: boolean]> {
    const { value, stale } = await this.cache.read({
      id,
      mark: typeof mark === 'string' ? { text: mark, proven: false } : mark,
      ttlMs,
      maxAgeMs,
      stop: new AbortController().signal,
      end: new AbortController().signal,
      fetch: async () => {
        this.fetched += 1
        return this.value
      },
    })
    return [value, stale]
  }
}

suite('main/context/contextCache', () => {
  test('what is proven is served however old it is, and never fetched again', async () => {
    const rig = new Rig()
    await rig.read({ text: 'a', proven: true })
    rig.now = 3_600_000
    rig.value = 'two'
    expect(await rig.read({ text: 'a', proven: true }, { maxAgeMs: 0 })).toEqual(['one', false])
    expect(rig.cache.counts).toMatchObject({ hits: 1, misses: 1, fetches: 1, stale_hits: 0 })
  })

  test('what is not proven passes as fresh for its time, and no longer than the caller allows', async () => {
    const rig = new Rig()
    await rig.read('a')
    rig.value = 'two'
    rig.now = 1_500
    expect(await rig.read('a')).toEqual(['one', false])
    expect(await rig.read('a', { maxAgeMs: 1_000 })).toEqual(['two', false])
  })

  // Red without the fetch in the background: it would stay stale.
  test('what is too old for its time and young enough for the caller is served stale while it is fetched', async () => {
    const rig = new Rig()
    await rig.read('a', { ttlMs: 1_000 })
    rig.value = 'two'
    rig.now = 1_500
    expect(await rig.read('a', { ttlMs: 1_000 })).toEqual(['one', true])
    await turn()
    expect(await rig.read('a', { ttlMs: 1_000 })).toEqual(['two', false])
    expect(rig.cache.counts).toMatchObject({ stale_hits: 1, hits: 1, fetches: 2 })
  })

  test('what has changed is served stale only to who allows it', async () => {
    const rig = new Rig()
    await rig.read({ text: 'a', proven: true })
    rig.value = 'two'
    rig.now = 10
    expect(await rig.read({ text: 'b', proven: true }, { maxAgeMs: 0 })).toEqual(['two', false])
    rig.value = 'three'
    rig.now = 20
    expect(await rig.read({ text: 'c', proven: true })).toEqual(['two', true])
  })

  test('a time of 0 keeps nothing', async () => {
    const rig = new Rig()
    await rig.read({ text: 'a', proven: true }, { ttlMs: 0 })
    await rig.read({ text: 'a', proven: true }, { ttlMs: 0 })
    expect(rig.cache.counts).toMatchObject({ fetches: 2, entries: 0, bytes: 0 })
  })

  test('what was used longest ago makes room', async () => {
    const rig = new Rig()
    rig.value = 'x'.repeat(1_000)
    rig.maxBytes = 6_100
    for (const id of ['a', 'b', 'c']) await rig.read('m', { id })
    await rig.read('m', { id: 'a' })
    await rig.read('m', { id: 'd' })
    expect(['a', 'b', 'c', 'd'].map((id) => rig.cache.last(id) !== null)).toEqual([true, false, true, true])
    expect(rig.cache.counts).toMatchObject({ evicted: 1, entries: 3 })
    expect(rig.cache.counts.bytes).toBeLessThanOrEqual(6_100)
  })

  test('the last value is there when nothing newer comes, and gone when it is closed', async () => {
    const rig = new Rig()
    expect(rig.cache.last('x')).toBeNull()
    await rig.read('a')
    expect(rig.cache.last('x')).toMatchObject({ value: 'one', stale: true })
    rig.cache.close()
    expect(rig.cache.last('x')).toBeNull()
  })
})
