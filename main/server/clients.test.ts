import { expect, suite, test } from 'vitest'
import type { ClientInfo } from '../../shared/domain/client.ts'
import { Clients, type Guest } from './clients.ts'

const info = (kind: ClientInfo['kind'] = 'cli'): ClientInfo => ({ name: 'x', kind, version: null, pid: null, door: 'socket', scopes: ['read'], since: 1 })

class TestGuest implements Guest {
  ended: string[] = []
  end(reason: string): void {
    this.ended.push(reason)
  }
}

suite('main/server/clients', () => {
  test('places are counted when they say hello; a window still gets one, and four are kept for windows', () => {
    const clients = new Clients(() => 2)
    const guests = Array.from({ length: 6 }, () => new TestGuest())
    expect(guests.map((guest) => clients.enter(guest))).toEqual(guests.map(() => true))
    for (const guest of guests.slice(0, 2)) clients.greet(guest, info())
    const third = guests[2]
    if (third === undefined) throw new Error('no third')
    expect(() => clients.greet(third, info('mcp'))).toThrow(expect.objectContaining({ code: 'limit.overloaded' }))
    for (const guest of guests.slice(2)) clients.greet(guest, info('ui'))
    expect(clients.list().map(({ kind }) => kind)).toEqual(['cli', 'cli', 'ui', 'ui', 'ui', 'ui'])
    expect(clients.enter(new TestGuest())).toBe(false)
  })

  test('where all places are taken, the one that has been silent longest gives way', () => {
    const clients = new Clients(() => 1)
    const silent = Array.from({ length: 5 }, () => new TestGuest())
    for (const guest of silent) clients.enter(guest)
    expect(clients.enter(new TestGuest())).toBe(true)
    expect(silent.map(({ ended }) => ended.length)).toEqual([1, 0, 0, 0, 0])
  })

  test('who has left takes no place, and who has gone is not listed though it says hello', () => {
    const clients = new Clients(() => 1)
    const guest = new TestGuest()
    clients.enter(guest)
    clients.greet(guest, info())
    clients.leave(guest)
    clients.greet(guest, info())
    expect(clients.list()).toEqual([])
  })
})
