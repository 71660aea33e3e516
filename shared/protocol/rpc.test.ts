import { expect, suite, test } from 'vitest'
import { COMMAND_NAMES } from './commandNames.ts'
import { COMMANDS } from './commands.ts'
import { commonProtocol, helloParamsSchema, requestSchema } from './rpc.ts'
import { PROTOCOL } from './version.ts'

const VERSIONS: readonly (readonly [own: string, offered: readonly string[], common: string | null])[] = [
  ['1.0', ['1.0'], '1.0'],
  ['1.2', ['1.0'], '1.0'],
  ['1.0', ['1.7'], '1.0'],
  ['1.3', ['1.0', '1.2', '1.9'], '1.3'],
  ['2.1', ['1.9', '2.0'], '2.0'],
  ['2.0', ['1.9'], null],
  ['1.0', [], null],
  ['1.0', ['1', '1.0.0', 'v1.0', '', '1.', '-1.0', '1.99999', ' 1.0'], null],
  ['1.0', ['nonsense', '1.0'], '1.0'],
]

suite('shared/protocol/rpc', () => {
  for (const [own, offered, common] of VERSIONS) {
    test(`${own} and [${offered.join(', ')}] have ${common ?? 'nothing'} in common`, () => expect(commonProtocol(own, offered)).toBe(common))
  }

  test('our own version is one that can be compared', () => expect(commonProtocol(PROTOCOL, [PROTOCOL])).toBe(PROTOCOL))

  test('a greeting that asks for nothing gets the right to read', () => {
    expect(helloParamsSchema.parse({ protocol: ['1.0'], client: { name: 'x' } })).toEqual({
      protocol: ['1.0'],
      client: { name: 'x', kind: 'other' },
      scopes: ['read'],
    })
  })

  test('an id is a number or a short string', () => {
    const request = (id: unknown): boolean => requestSchema.safeParse({ jsonrpc: '2.0', id, method: 'health' }).success
    expect([1, 'a', undefined].map(request)).toEqual([true, true, true])
    expect([{}, [], null, true, 'x'.repeat(201)].map(request)).toEqual([false, false, false, false, false])
  })

  test('the list of names and the table of commands are the same', () => {
    expect(Object.keys(COMMANDS).sort()).toEqual([...COMMAND_NAMES].sort())
  })
})
