import { expect, suite, test } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { COMMAND_NAMES } from '../../shared/protocol/commandNames.ts'
import { COMMANDS, type Scope } from '../../shared/protocol/commands.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { createLogger } from '../base/logger.ts'
import type { Caller } from './caller.ts'
import { createDispatch, type Handlers } from './dispatch.ts'

const EVERYTHING: Caller = { kind: 'ui', scopes: ['read', 'append', 'control'] }

/** A dispatch where every handler does `answer` with what it was given. */
function opened(answer: (input: unknown) => unknown = () => ({})) {
  const lines: string[] = []
  const ran: unknown[] = []
  const handler = async (input: unknown): Promise<unknown> => {
    ran.push(input)
    return answer(input)
  }
  const handlers = Object.fromEntries(COMMAND_NAMES.map((name) => [name, handler])) as unknown as Handlers
  return {
    lines,
    ran,
    dispatch: createDispatch(
      handlers,
      createLogger((line) => lines.push(line)),
    ),
  }
}

suite('main/commands/dispatch', () => {
  for (const name of ['nonsense', '', 'constructor', '__proto__', 'toString', 'health ', 'HEALTH', 'x'.repeat(10_000)]) {
    test(`"${name.slice(0, 20)}" is no command`, async () => {
      const { dispatch, ran } = opened()
      const reply = await dispatch(name, {}, EVERYTHING)
      expect(reply).toMatchObject({ ok: false, error: { code: -32601, data: { code: 'usage.unknownMethod' } } })
      expect(JSON.stringify(reply).length).toBeLessThan(300)
      expect(ran).toEqual([])
    })
  }

  for (const name of COMMAND_NAMES) {
    test(`${name} needs its scope`, async () => {
      const { dispatch, ran } = opened()
      const scopes = EVERYTHING.scopes.filter((scope: Scope) => scope !== COMMANDS[name].scope)
      expect(await dispatch(name, {}, { kind: 'other', scopes })).toMatchObject({
        ok: false,
        error: { code: 1004, message: expect.stringContaining(`"${COMMANDS[name].scope}"`), data: { code: 'auth.scopeDenied' } },
      })
      expect(ran).toEqual([])
    })
  }

  test('the scope is checked before the input, so that nobody learns shapes they may not use', async () => {
    const { dispatch } = opened()
    expect(await dispatch('session/start', { cwd: 7 }, { kind: 'hook', scopes: [] })).toMatchObject({ error: { data: { code: 'auth.scopeDenied' } } })
  })

  test('bad input is refused and says where', async () => {
    const { dispatch, ran } = opened()
    const path = async (name: string, input: unknown): Promise<unknown> => {
      const reply = await dispatch(name, input, EVERYTHING)
      return reply.ok ? 'accepted' : [reply.error.code, reply.error.data?.path]
    }
    expect(await path('session/start', {})).toEqual([-32602, 'cwd'])
    expect(await path('session/start', { cwd: '/', tags: ['ok', 7] })).toEqual([-32602, 'tags.1'])
    expect(await path('session/start', { cwd: '/', idle_timeout_s: -1 })).toEqual([-32602, 'idle_timeout_s'])
    expect(await path('worklog/append', { text: 'x'.repeat(4001) })).toEqual([-32602, 'text'])
    expect(await path('session/list', 'text')).toEqual([-32602, ''])
    expect(await path('session/list', [])).toEqual([-32602, ''])
    expect(await path('session/list', { limit: Number.NaN })).toEqual([-32602, 'limit'])
    expect(ran).toEqual([])
  })

  test('the refusal words the place when there is one', async () => {
    const { dispatch } = opened()
    const message = async (input: unknown): Promise<unknown> => {
      const reply = await dispatch('session/list', input, EVERYTHING)
      return reply.ok ? null : reply.error.message
    }
    expect(await message({ limit: 0 })).toMatch(/^session\/list: limit: /)
    expect(await message({ limit: 0, repo: 7, state: ['x', 'y'] })).toMatch(/^session\/list: state\.0: .*; state\.1: .*; repo: (?!.*limit)/)
    expect(await message(7)).toMatch(/^session\/list: (?!: )/)
  })

  test('handlers get parsed input: defaults filled in, unknown keys gone, nothing at all is an empty object', async () => {
    const { dispatch, ran } = opened(() => ({ sessions: [], more: false }))
    for (const input of [undefined, null, { extra: 1 }]) await dispatch('session/list', input, EVERYTHING)
    const defaults = { limit: 1000, offset: 0, order: 'started', archived: false }
    expect(ran).toEqual([defaults, defaults, defaults])
  })

  test('answers are parsed: what is not in the table does not leave', async () => {
    const { dispatch } = opened(() => ({ session: { ...sampleSession(), private: 'x' }, more: 'x' }))
    expect(await dispatch('session/get', {}, EVERYTHING)).toEqual({ ok: true, result: { session: sampleSession() } })
  })

  test('an answer of the wrong shape is a bug of ours, not the caller’s', async () => {
    const { dispatch, lines } = opened(() => ({ session: 'none' }))
    expect(await dispatch('session/get', {}, EVERYTHING)).toEqual({
      ok: false,
      error: { code: -32603, message: expect.not.stringContaining('session'), data: { code: 'internal', retryable: false } },
    })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', message: 'a command failed', name: 'session/get' })
  })

  test('an operational error keeps its code, text and data; a bug loses its text and is logged', async () => {
    const operational = opened(() => {
      throw new ScribeError('session.notFound', 'No session B-1 is known.', { data: { candidates: [] } })
    })
    expect(await operational.dispatch('session/get', {}, EVERYTHING)).toEqual({
      ok: false,
      error: { code: 1101, message: 'No session B-1 is known.', data: { candidates: [], code: 'session.notFound', retryable: false } },
    })
    expect(operational.lines).toEqual([])
    for (const thrown of [new TypeError('secret path'), 'secret text', undefined]) {
      const bug = opened(() => {
        throw thrown
      })
      const reply = await bug.dispatch('session/get', {}, EVERYTHING)
      expect(reply).toMatchObject({ ok: false, error: { data: { code: 'internal' } } })
      expect(JSON.stringify(reply)).not.toContain('secret')
      expect(bug.lines).toHaveLength(1)
    }
  })
})
