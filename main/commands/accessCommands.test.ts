import { expect, suite, test } from 'vitest'
import { type AccessParts, accessCommands, type ServedDoor } from './accessCommands.ts'

const CALLER = { kind: 'ui', scopes: ['read', 'append', 'control'] } as const

function partsWith(door: ServedDoor | null): AccessParts & { readonly written: number[] } {
  const written: number[] = []
  return {
    ...{ clients: { list: () => [] }, socket: '/s', page: () => door, newToken: async () => 'new', written },
    writeEndpoint: async () => void written.push(1),
  }
}

suite('main/commands/accessCommands', () => {
  test('where a page is served its addresses and token are told, and another token is kept and written down', async () => {
    const door = {
      url: 'http://127.0.0.1:1/#old',
      websocketUrl: 'ws://127.0.0.1:1/v1',
      token: 'old',
      renew: (token: string) => void Object.assign(door, { token }),
    }
    const parts = partsWith(door)
    const commands = accessCommands(parts)
    expect(await commands['access/get']({}, CALLER)).toEqual({ socket: '/s', websocket: door.websocketUrl, page: door.url, token: 'old' })
    expect(await commands['access/renew']({}, CALLER)).toMatchObject({ token: 'new' })
    expect(parts.written).toEqual([1])
    expect(await commands['client/list']({}, CALLER)).toEqual({ clients: [] })
  })

  test('in the app there is no page and no token to renew', async () => {
    const commands = accessCommands(partsWith(null))
    expect(await commands['access/get']({}, CALLER)).toEqual({ socket: '/s', websocket: null, page: null, token: null })
    await expect(commands['access/renew']({}, CALLER)).rejects.toMatchObject({ code: 'usage.badInput' })
  })
})
