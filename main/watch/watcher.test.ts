import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { ScriptedHost } from '../../testing/scriptedHost.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Hint } from './coalesce.ts'
import { type RootEvents, Watcher } from './watcher.ts'

const TARGET = { root: '/r', gitDir: '/r/.git', commonDir: '/r/.git', ignoredFolders: ['out/'] }
const ORDER = { kind: 'watch', ...TARGET, backend: 'auto', pollMs: 10_000 }
const dirty = (paths: readonly string[], root = '/r'): unknown => ({ kind: 'dirty', root, paths, count: paths.length, git: false, at: 7 })

suite('main/watch/watcher', () => {
  let hosts: ScriptedHost[]
  let told: string[]
  let hints: Hint[]
  let logged: string[]
  let now: number
  let watcher: Watcher
  const clock: Clock = { wall: () => 0, monotonic: () => now }
  const keep = (message: string): void => void logged.push(message)
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep }
  const events: RootEvents = {
    stirred: (paths, count) => void told.push(`stirred: ${paths.join(' ')} ${count}`),
    changed: (hint) => void hints.push(hint),
    proved: (ms) => void told.push(`proved: ${ms}`),
    ready: () => void told.push('ready'),
    degraded: (reason, kind) => void told.push(`${kind}: ${reason}`),
    rootLost: () => void told.push('rootLost'),
  }
  const host = (): ScriptedHost => {
    const last = hosts.at(-1)
    if (last === undefined) throw new Error('no host was started')
    return last
  }

  beforeEach(() => {
    vi.useFakeTimers()
    hosts = []
    told = []
    hints = []
    logged = []
    now = 0
    watcher = new Watcher({
      start: () => {
        hosts.push(new ScriptedHost(100 + hosts.length))
        return host()
      },
      clock,
      log,
    })
    watcher.start()
  })

  afterEach(async () => {
    await watcher.close()
    vi.useRealTimers()
  })

  test('a root is ordered, and ordered again after a restart', () => {
    watcher.watch(TARGET, events)
    expect(host().orders).toEqual([ORDER])
    host().exit('SIGKILL')
    vi.advanceTimersByTime(100)
    expect(hosts).toHaveLength(2)
    expect(host().orders).toEqual([ORDER])
    expect(told).toEqual(['outage: The watcher stopped (SIGKILL).'])
  })

  test('what the host says reaches the owner of the root, changes in batches', () => {
    watcher.watch(TARGET, events)
    host().say({ kind: 'ready', root: '/r' })
    host().say({ kind: 'degraded', root: '/r', message: 'EACCES', polling: false })
    host().say({ kind: 'rootLost', root: '/r' })
    host().say(dirty(['a']))
    host().say(dirty(['b']))
    expect(told).toEqual(['ready', 'partial: EACCES', 'rootLost', 'stirred: a 1'])
    expect(hints).toEqual([])
    vi.advanceTimersByTime(60)
    expect(hints).toEqual([{ paths: new Set(['a', 'b']), count: 2, git: false, at: 7 }])
  })

  test('the first event of a batch is told at once, the others with the batch', () => {
    watcher.watch(TARGET, events)
    for (const name of ['a', 'b', 'c']) host().say(dirty([name]))
    expect(told).toEqual(['stirred: a 1'])
    vi.advanceTimersByTime(60)
    host().say(dirty(['d']))
    expect(told).toEqual(['stirred: a 1', 'stirred: d 1'])
  })

  test('a gap is a look, whatever paths moved', () => {
    watcher.watch(TARGET, events)
    host().say({ kind: 'gap', root: '/r', reason: 'burst', at: 5 })
    vi.advanceTimersByTime(60)
    expect(hints).toEqual([{ paths: new Set(), count: 0, git: true, at: 5 }])
  })

  test('a root is proved once it is ready, and every 30 s after', () => {
    watcher.watch(TARGET, events)
    host().say({ kind: 'ready', root: '/r' })
    const asked = () => host().orders.flatMap((order) => (order.kind === 'prove' ? [order.tick] : []))
    expect(asked()).toEqual([1])
    host().say({ kind: 'proved', root: '/r', tick: 1, ms: 3 })
    vi.advanceTimersByTime(30_000)
    expect(asked()).toEqual([1, 2])
    expect(told).toEqual(['ready', 'proved: 3'])
  })

  test('a watch that does not answer is opened again while the others stay; up to five times', async () => {
    watcher.watch(TARGET, events)
    watcher.watch({ ...TARGET, root: '/other' }, { ...events, degraded: () => expect.fail('the other one is well') })
    for (let round = 1; round <= 5; round++) {
      now += 30_000
      await vi.advanceTimersByTimeAsync(round === 1 ? 30_000 : 19_999)
      host().say({ kind: 'proved', root: '/other', tick: round, ms: 1 })
      await vi.advanceTimersByTimeAsync(10_001)
    }
    expect(told.filter((line) => line.startsWith('outage'))).toHaveLength(5)
    expect(host().orders.filter((order) => order.kind === 'watch' && order.root === '/r')).toHaveLength(6)
  })

  test('a watch that holds none of five times is polled by the host, which goes on for the others', async () => {
    watcher.watch(TARGET, events)
    watcher.watch({ ...TARGET, root: '/other' }, { ...events, degraded: () => expect.fail('the other one is well') })
    for (let round = 1; round <= 6; round++) {
      now += 30_000
      await vi.advanceTimersByTimeAsync(round === 1 ? 30_000 : 19_999)
      host().say({ kind: 'proved', root: '/other', tick: round, ms: 1 })
      await vi.advanceTimersByTimeAsync(10_001)
    }
    const reason = 'The watch stopped answering too often. Scribe looks for changes every 10 s.'
    expect(
      host()
        .orders.filter((order) => order.kind === 'watch' && order.root === '/r')
        .at(-1),
    ).toEqual({ ...ORDER, backend: 'polling', reason })
    expect([hosts.length, host().killed]).toEqual([1, 0])
  })

  test('a root that says it cannot prove itself is no dead watch', async () => {
    watcher.watch(TARGET, events)
    for (let tick = 1; tick <= 8; tick++) {
      now += 30_000
      await vi.advanceTimersByTimeAsync(tick === 1 ? 30_000 : 19_999)
      host().say({ kind: 'unproved', root: '/r', tick })
      await vi.advanceTimersByTimeAsync(10_001)
    }
    expect([told, hosts.length, host().killed]).toEqual([[], 1, 0])
  })

  test('what a host was asked before it ended is not held against the next one', async () => {
    watcher.watch(TARGET, events)
    now += 30_000
    await vi.advanceTimersByTimeAsync(30_000)
    host().exit('SIGKILL')
    await vi.advanceTimersByTimeAsync(11_000)
    expect([hosts.length, host().killed]).toEqual([2, 0])
  })

  test('when nobody answers the host is killed and started again', async () => {
    watcher.watch(TARGET, events)
    now += 30_000
    await vi.advanceTimersByTimeAsync(40_001)
    expect(hosts[0]?.killed).toBe(1)
    await vi.advanceTimersByTimeAsync(100)
    expect(hosts).toHaveLength(2)
    expect(told).toEqual(['outage: The watcher stopped (SIGKILL).'])
  })

  test('after a sleep every root is proved and looked at, and who asked for it is told how long', async () => {
    const slept: number[] = []
    const late = new Watcher({ start: () => new ScriptedHost(1), clock, log, woke: (ms) => slept.push(ms) })
    late.start()
    late.watch(TARGET, events)
    now += 3_600_000
    await vi.advanceTimersByTimeAsync(30_060)
    expect(slept).toEqual([3_570_000])
    expect(hints).toHaveLength(1)
    await late.close()
  })

  test('once given up, roots are looked at at intervals from here', async () => {
    const root = tempFolder()
    watcher.watch({ ...TARGET, root }, events)
    for (let index = 0; index < 6; index++) {
      host().exit('exit 1')
      if (index < 5) await vi.advanceTimersByTimeAsync(10_000)
    }
    await vi.waitFor(() => expect(told).toContain('ready'))
    await vi.advanceTimersByTimeAsync(10_000)
    await vi.waitFor(() => expect(hints).toMatchObject([{ git: true, count: 0 }]))
    watcher.unwatch(root)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(hints).toHaveLength(1)
    removeFolder(root)
  })

  test('a batch can be asked for at once', () => {
    watcher.watch(TARGET, events)
    host().say(dirty(['a']))
    watcher.flush('/r')
    watcher.flush('/unknown')
    expect(hints).toHaveLength(1)
  })

  test('news of roots nobody watches any more is passed over', () => {
    host().say(dirty(['a'], '/other'))
    watcher.watch(TARGET, events)
    host().say(dirty(['a']))
    watcher.unwatch('/r')
    watcher.unwatch('/r')
    host().say({ kind: 'ready', root: '/r' })
    vi.advanceTimersByTime(1_000)
    expect([hints, told]).toEqual([[], ['stirred: a 1']])
    expect(host().orders.map((order) => order.kind)).toEqual(['watch', 'unwatch'])
  })

  test('watching a root again replaces the watch', () => {
    watcher.watch(TARGET, events)
    watcher.watch({ ...TARGET, ignoredFolders: [] }, events)
    expect(host().orders.map((order) => order.kind)).toEqual(['watch', 'unwatch', 'watch'])
  })

  test('messages that cannot be read are counted and logged, up to a bound, and harm nothing', () => {
    watcher.watch(TARGET, events)
    const garbage = [
      undefined,
      null,
      'x',
      7,
      {},
      { kind: 'dirty', root: '/r' },
      { kind: 'ready' },
      { kind: 'dirty', root: '/r', paths: [1], count: 'x', git: 0, at: null },
    ]
    for (let round = 0; round < 3; round++) for (const message of garbage) host().say(message)
    expect(watcher.refused).toBe(garbage.length * 3)
    expect(logged).toHaveLength(10)
    host().say({ kind: 'ready', root: '/r' })
    expect(told).toEqual(['ready'])
  })

  test('it is started again with growing pauses, and given up aloud after five times', () => {
    watcher.watch(TARGET, events)
    for (const [index, pause] of [100, 500, 2_000, 5_000, 10_000].entries()) {
      host().exit('exit 1')
      vi.advanceTimersByTime(pause - 1)
      expect(hosts).toHaveLength(index + 1)
      vi.advanceTimersByTime(1)
      expect(hosts).toHaveLength(index + 2)
      now += pause
    }
    host().exit('exit 1')
    vi.advanceTimersByTime(3_600_000)
    expect(hosts).toHaveLength(6)
    expect(told).toContain('polling: The watcher stopped too often. Scribe looks for changes every 10 s.')
    expect(logged).toContain('watching is given up')
  })

  test('a root that is watched after giving up hears at once that nothing watches it', () => {
    for (let index = 0; index < 6; index++) {
      host().exit('exit 1')
      vi.advanceTimersByTime(10_000)
    }
    told.splice(0)
    watcher.watch(TARGET, events)
    expect(told).toEqual([expect.stringMatching(/^polling: /)])
  })

  test('a host that dies once in a long while is always started again', () => {
    for (let index = 0; index < 12; index++) {
      host().exit('exit 1')
      vi.advanceTimersByTime(100)
      now += 600_001
    }
    expect(hosts).toHaveLength(13)
  })

  test('the process id is the last one known', () => {
    expect(watcher.pid).toBe(100)
    host().exit('exit 1')
    expect(watcher.pid).toBe(100)
    vi.advanceTimersByTime(100)
    expect(watcher.pid).toBe(101)
  })

  test('a host whose process id is known later tells it with its first message', () => {
    const silent = new ScriptedHost(undefined)
    const late = new Watcher({ start: () => silent, clock, log, timing: { quietMs: 1, maxWaitMs: 1 } })
    expect(late.pid).toBeNull()
    late.start()
    silent.say({ kind: 'ready', root: '/r' })
    expect(late.pid).toBeNull()
    silent.pid = 7
    silent.say({ kind: 'ready', root: '/r' })
    expect(late.pid).toBe(7)
  })

  test('close tells the host and drops what is batched; twice is once', async () => {
    watcher.watch(TARGET, events)
    host().say(dirty(['a']))
    await watcher.close()
    await watcher.close()
    expect(host().orders.filter((order) => order.kind === 'close')).toHaveLength(1)
    vi.advanceTimersByTime(60_000)
    expect([hosts.length, hints]).toEqual([1, []])
  })

  test('a host that does not end is killed', async () => {
    host().obedient = false
    const closed = watcher.close()
    await vi.advanceTimersByTimeAsync(1_999)
    expect(host().killed).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(host().killed).toBe(1)
    await closed
  })

  test('closing between two starts starts nothing', async () => {
    host().exit('exit 1')
    await watcher.close()
    vi.advanceTimersByTime(60_000)
    expect(hosts).toHaveLength(1)
  })
})
