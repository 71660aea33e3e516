import { expect, suite, test } from 'vitest'
import { ScribeError, toWireError } from '../../shared/domain/error.ts'
import type { Scope } from '../../shared/protocol/commands.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import type { Caller } from './caller.ts'
import { cliCommands } from './cliCommands.ts'
import type { Dispatch } from './dispatch.ts'

suite('main/commands/cliCommands', () => {
  const caller = (...scopes: Scope[]): Caller => ({ kind: 'cli', scopes })
  const asked: { name: string; input: unknown; caller: Caller }[] = []
  const dispatch: Dispatch = async (name, input, by) => {
    asked.push({ name, input, caller: by })
    if (!by.scopes.includes('control')) return { ok: false, error: toWireError(new ScribeError('auth.scopeDenied', 'Not for you.')) }
    return { ok: true, result: { session: sampleSession() } as never }
  }
  const run = async (args: readonly string[], given: { cwd?: string | null; environment?: Record<string, string>; by?: Caller } = {}) =>
    await cliCommands(dispatch)['cli/run'](
      { args: [...args], cwd: given.cwd === undefined ? '/repo' : given.cwd, colour: false, environment: given.environment ?? {} },
      given.by ?? caller('read', 'append', 'control'),
    )

  test('a verb runs with the caller’s scopes, in the caller’s folder', async () => {
    expect(await run(['stop'])).toEqual({ stdout: 'Stopped B-1 in r. 0 changes, 0 entries recorded.\n', stderr: '', exit_code: 0 })
    expect(asked.at(-1)).toEqual({ name: 'session/stop', input: { cwd: '/repo' }, caller: caller('read', 'append', 'control') })
    await run(['stop', '--cwd', '../x'])
    expect(asked.at(-1)?.input).toEqual({ cwd: '/x' })
  })

  test('a caller without the scope gets the refusal, not the command', async () => {
    expect(await run(['stop'], { by: caller('read') })).toEqual({ stdout: '', stderr: 'scribe: Not for you.\n', exit_code: 1 })
    expect(await run(['stop', '--json'], { by: caller('read') })).toMatchObject({ stdout: expect.stringContaining('auth.scopeDenied'), exit_code: 1 })
  })

  test('a folder that is gone is said', async () => {
    expect(await run(['stop'], { cwd: null })).toEqual({ stdout: '', stderr: 'scribe: The folder you stand in is gone. Go to another one.\n', exit_code: 1 })
    expect(await run(['--version'], { cwd: null })).toMatchObject({ exit_code: 0 })
  })

  test('verbs that stream or work on this machine are left to the caller, their help is not', async () => {
    for (const verb of ['watch', 'daemon', 'doctor', 'open', 'summarize']) {
      expect(await run([verb])).toEqual({ stdout: '', stderr: '', exit_code: null })
      expect(await run([verb, '--help'])).toMatchObject({ exit_code: 0, stdout: expect.stringContaining(`scribe ${verb}`) })
    }
  })

  test('of the environment only what verbs heed comes in', async () => {
    await run(['start'], { environment: { SCRIBE_IDLE_TIMEOUT: '90', SCRIBE_HOME: '/x' } })
    expect(asked.at(-1)?.input).toEqual({ cwd: '/repo', idle_timeout_s: 90, on_limit: 'queue' })
    await run(['start', '--idle-timeout', '120'], { environment: { SCRIBE_IDLE_TIMEOUT: '90' } })
    expect(asked.at(-1)?.input).toEqual({ cwd: '/repo', idle_timeout_s: 120, on_limit: 'queue' })
    await run(['start'], { environment: { SCRIBE_IDLE_TIMEOUT: '' } })
    expect(asked.at(-1)?.input).toEqual({ cwd: '/repo', on_limit: 'queue' })
    expect(await run(['start'], { environment: { SCRIBE_IDLE_TIMEOUT: 'soon' } })).toEqual({
      stdout: '',
      stderr: 'scribe: SCRIBE_IDLE_TIMEOUT takes whole seconds (0 for never).\n',
      exit_code: 2,
    })
  })
})
