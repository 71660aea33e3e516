import { expect, suite, test } from 'vitest'
import { Flights } from './flights.ts'

/** A fetch that ends when the test says so. */
class Fetch {
  readonly ends: ((value: string) => void)[] = []
  readonly signals: AbortSignal[] = []
  readonly landed: string[] = []

  board(flights: Flights, mark: string, signal = new AbortController().signal): Promise<string> {
    return flights.join({
      id: 'x',
      mark,
      stop: signal,
      end: signal,
      fetch: (called) => {
        this.signals.push(called)
        return new Promise((resolve, reject) => {
          this.ends.push(resolve)
          called.addEventListener('abort', () => reject(new Error('called off')))
        })
      },
      landed: (value, under) => this.landed.push(`${value} ${under}`),
    })
  }
}

const patient = () => ({ stop: new AbortController().signal, end: new AbortController().signal })
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

suite('main/base/flights', () => {
  test('all who ask for the same share one fetch', async () => {
    const flights = new Flights()
    const fetch = new Fetch()
    const all = Promise.all(Array.from({ length: 50 }, () => fetch.board(flights, 'm')))
    await turn()
    fetch.ends[0]?.('value')
    expect(new Set(await all)).toEqual(new Set(['value']))
    expect([flights.begun, fetch.landed]).toEqual([1, ['value m']])
  })

  // Red when another mark joins what runs already: it would get what was there before the change.
  test('who asks after a change gets what is fetched after it, however many changes come', async () => {
    const flights = new Flights()
    const fetch = new Fetch()
    const before = fetch.board(flights, 'one')
    await turn()
    const after = ['two', 'three', 'four'].map((mark) => fetch.board(flights, mark))
    await turn()
    expect(flights.begun).toBe(1)
    fetch.ends[0]?.('old')
    await before
    await turn()
    fetch.ends[1]?.('new')
    expect(await Promise.all(after)).toEqual(['new', 'new', 'new'])
    expect([flights.begun, fetch.landed]).toEqual([2, ['old one', 'new four']])
  })

  test('one who gives up leaves the others their fetch; the last one calls it off', async () => {
    const flights = new Flights()
    const fetch = new Fetch()
    const [first, second] = [new AbortController(), new AbortController()]
    const one = fetch.board(flights, 'm', first.signal)
    const two = fetch.board(flights, 'm', second.signal)
    await turn()
    first.abort(new Error('late'))
    await expect(one).rejects.toThrow('late')
    expect(fetch.signals[0]?.aborted).toBe(false)
    second.abort(new Error('late'))
    await expect(two).rejects.toThrow('late')
    expect(fetch.signals[0]?.aborted).toBe(true)
    await turn()
    const again = fetch.board(flights, 'm')
    await turn()
    fetch.ends[1]?.('fresh')
    expect(await again).toBe('fresh')
  })

  // Red when a fetch that was called off and goes on anyway is begun a second time.
  test('what hangs although it was called off is not begun again', async () => {
    const flights = new Flights()
    const late = new AbortController()
    let begun = 0
    const hang = (signal: AbortSignal): Promise<string> =>
      flights.join({
        id: 'x',
        mark: 'm',
        stop: signal,
        end: signal,
        fetch: () => {
          begun += 1
          return new Promise(() => undefined)
        },
        landed: () => undefined,
      })
    const first = hang(late.signal)
    await turn()
    late.abort(new Error('late'))
    await expect(first).rejects.toThrow('late')
    for (let n = 0; n < 5; n++) {
      const impatient = new AbortController()
      const next = hang(impatient.signal)
      await turn()
      impatient.abort(new Error('late'))
      await expect(next).rejects.toThrow('late')
    }
    expect(begun).toBe(1)
  })

  test('a fetch that fails fails for all who wait, and is tried again by the next', async () => {
    const flights = new Flights()
    const ask = (ok: boolean): Promise<string> =>
      flights.join({
        id: 'x',
        mark: 'm',
        ...patient(),
        fetch: async () => {
          await turn()
          if (!ok) throw new Error('broken')
          return 'value'
        },
        landed: () => undefined,
      })
    await expect(Promise.allSettled([ask(false), ask(false)])).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    expect(await ask(true)).toBe('value')
  })

  test('who waits no longer does not even begin', async () => {
    const flights = new Flights()
    const fetch = new Fetch()
    await expect(fetch.board(flights, 'm', AbortSignal.abort(new Error('late')))).rejects.toThrow('late')
    expect(flights.begun).toBe(0)
  })

  // Red when the first who asks decides how long it may take for all.
  test('who has less patience does not cut the fetch short for who has more, and who stopped still gets what comes before their end', async () => {
    const flights = new Flights()
    const fetch = new Fetch()
    const [short, long, end] = [new AbortController(), new AbortController(), new AbortController()]
    const board = (stop: AbortSignal): Promise<string> =>
      flights.join({
        id: 'x',
        mark: 'm',
        stop,
        end: end.signal,
        fetch: (called) => {
          fetch.signals.push(called)
          return new Promise((resolve) => called.addEventListener('abort', () => resolve('a part')))
        },
        landed: () => undefined,
      })
    const both = Promise.all([board(short.signal), board(long.signal)])
    await turn()
    short.abort()
    await turn()
    expect(fetch.signals.map(({ aborted }) => aborted)).toEqual([false])
    long.abort()
    expect(await both).toEqual(['a part', 'a part'])
  })

  test('closing calls off what runs and what waits', async () => {
    const flights = new Flights()
    const fetch = new Fetch()
    const both = Promise.allSettled([fetch.board(flights, 'one'), fetch.board(flights, 'two')])
    await turn()
    flights.close()
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
