import { expect, suite, test } from 'vitest'
import { Places } from './places.ts'

suite('main/base/places', () => {
  test('no more are in than there are places, and they come in by arrival', async () => {
    const places = new Places(() => 2)
    const order: number[] = []
    let inside = 0
    let most = 0
    const visit = async (name: number): Promise<void> => {
      const leave = await places.enter()
      order.push(name)
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      leave()
    }
    await Promise.all(Array.from({ length: 20 }, (_, name) => visit(name)))
    expect([most, order]).toEqual([2, Array.from({ length: 20 }, (_, name) => name)])
  })

  test('a place left twice is one place', async () => {
    const places = new Places(() => 1)
    const leave = await places.enter()
    leave()
    leave()
    await places.enter()
    let second = false
    void places.enter().then(() => {
      second = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(second).toBe(false)
  })

  test('a limit that was raised lets more in at the next leaving', async () => {
    let most = 1
    const places = new Places(() => most)
    const leave = await places.enter()
    const others = [places.enter(), places.enter()]
    most = 2
    leave()
    await expect(Promise.all(others)).resolves.toHaveLength(2)
  })

  test('whoever gives up waiting leaves the queue, and keeps nobody from their turn', async () => {
    const places = new Places(() => 1)
    const leave = await places.enter()
    const impatient = new AbortController()
    const first = places.enter(impatient.signal)
    const second = places.enter()
    impatient.abort(new Error('too late'))
    await expect(first).rejects.toThrow('too late')
    leave()
    await second
    await expect(places.enter(impatient.signal)).rejects.toThrow('too late')
  })

  test('a turn that has come is not lost by giving up after it', async () => {
    const places = new Places(() => 1)
    const leave = await places.enter()
    const late = new AbortController()
    const waiting = places.enter(late.signal)
    leave()
    late.abort(new Error('too late'))
    const leaveAgain = await waiting
    expect(places.idle).toBe(false)
    leaveAgain()
    expect(places.idle).toBe(true)
  })
})
