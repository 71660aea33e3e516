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
})
