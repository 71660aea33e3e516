import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { Latest, Sequence } from './sequence.ts'

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

suite('main/base/sequence', () => {
  test('tasks run one after another, in the order they were handed over', async () => {
    const sequence = new Sequence()
    const seen: string[] = []
    const task = (name: string, ticks: number) => async () => {
      seen.push(`${name} begins`)
      for (let n = 0; n < ticks; n++) await tick()
      seen.push(`${name} ends`)
      return name
    }
    const results = await Promise.all([sequence.run(task('slow', 3)), sequence.run(task('quick', 0))])
    expect(results).toEqual(['slow', 'quick'])
    expect(seen).toEqual(['slow begins', 'slow ends', 'quick begins', 'quick ends'])
  })

  test('a task that fails fails alone', async () => {
    const sequence = new Sequence()
    const failing = sequence.run(async () => Promise.reject(new Error('no')))
    const next = sequence.run(async () => 'yes')
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })

  test('idle settles after what was queued, failed or not', async () => {
    const sequence = new Sequence()
    let ended = false
    const failing = sequence.run(async () => {
      await tick()
      ended = true
      throw new Error('no')
    })
    failing.catch(() => undefined)
    await sequence.idle()
    expect(ended).toBe(true)
  })
})

suite('main/base/sequence Latest', () => {
  test('one runs, one waits, and what waits is merged', async () => {
    const seen: number[][] = []
    const latest = new Latest<number[]>({
      work: async (input) => {
        seen.push(input)
        await tick()
      },
      merge: (waiting, newer) => [...waiting, ...newer],
      onError: () => undefined,
    })
    latest.push([1])
    await Promise.resolve()
    await Promise.resolve()
    for (const n of [2, 3, 4]) latest.push([n])
    await latest.idle()
    expect(seen).toEqual([[1], [2, 3, 4]])
  })

  test('it survives work that fails, and says so', async () => {
    const errors: unknown[] = []
    const seen: number[] = []
    const latest = new Latest<number>({
      work: async (input) => {
        seen.push(input)
        if (input === 1) throw new Error('first')
      },
      merge: (_waiting, newer) => newer,
      onError: (error) => errors.push(error),
    })
    latest.push(1)
    await latest.idle()
    latest.push(2)
    await latest.idle()
    expect([seen, errors]).toEqual([[1, 2], [new Error('first')]])
  })

  test('push never runs the work before it returns', async () => {
    let began = false
    const latest = new Latest<number>({
      work: async () => {
        began = true
      },
      merge: (_waiting, newer) => newer,
      onError: () => undefined,
    })
    latest.push(1)
    expect(began).toBe(false)
    await latest.idle()
    expect(began).toBe(true)
  })

  test('nothing handed over is ever lost, and no two runs overlap', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 60 }), async (pauses) => {
        const seen: number[] = []
        let running = 0
        const latest = new Latest<number[]>({
          work: async (input) => {
            expect(++running).toBe(1)
            seen.push(...input)
            if (input.length % 2 === 0) await Promise.resolve()
            running--
          },
          merge: (waiting, newer) => [...waiting, ...newer],
          onError: () => undefined,
        })
        for (const [index, pause] of pauses.entries()) {
          latest.push([index])
          for (let n = 0; n < pause; n++) await Promise.resolve()
        }
        await latest.idle()
        expect(seen).toEqual(pauses.map((_pause, index) => index))
      }),
    )
  })
})
