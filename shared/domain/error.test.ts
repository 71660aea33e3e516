import { expect, suite, test } from 'vitest'
import { ERROR_CODES, fromWireError, messageOf, ScribeError, toWireError, wireErrorSchema } from './error.ts'

suite('shared/domain/error', () => {
  for (const code of ERROR_CODES) {
    test(`${code} crosses the wire and comes back as it was`, () => {
      const error = new ScribeError(code, 'What was wrong.', { data: { path: 'limit', candidates: [1, 2] }, cause: new Error('inner') })
      const wire = wireErrorSchema.parse(JSON.parse(JSON.stringify(toWireError(error))))
      expect(wire.message).toBe('What was wrong.')
      expect(wire.data).toMatchObject({ code, path: 'limit', retryable: expect.any(Boolean) })
      const back = fromWireError(wire)
      expect(back).toBeInstanceOf(ScribeError)
      expect([back.code, back.message, back.data]).toEqual([code, 'What was wrong.', { path: 'limit', candidates: [1, 2] }])
    })
  }

  test('every code has a number of its own; only the frame uses the reserved range', () => {
    const numbers = ERROR_CODES.map((code) => toWireError(new ScribeError(code, '')).code)
    expect(new Set(numbers).size).toBe(numbers.length)
    const reserved = ERROR_CODES.filter((_code, index) => (numbers[index] ?? 0) < 0)
    expect(reserved.sort()).toEqual(['internal', 'usage.badInput', 'usage.badRequest', 'usage.notJson', 'usage.unknownMethod'])
  })

  test('what may be tried again says so', () => {
    const retryable = (code: (typeof ERROR_CODES)[number]): unknown => toWireError(new ScribeError(code, '')).data?.retryable
    expect(['store.owned', 'limit.overloaded', 'wait.deadline'].map((code) => retryable(code as 'store.owned'))).toEqual([true, true, true])
    expect(['store.newer', 'backlog.badId', 'internal'].map((code) => retryable(code as 'internal'))).toEqual([false, false, false])
  })

  test('neither the stack, the cause nor a bug’s text crosses the wire', () => {
    const operational = toWireError(new ScribeError('git.failed', 'Git failed.', { cause: new Error('/home/ada/secret') }))
    expect(JSON.stringify(operational)).not.toMatch(/secret|error\.test/)
    for (const bug of [new TypeError('x of undefined at /home/ada'), 'a string', null, undefined, { code: 'git.failed' }]) {
      expect(toWireError(bug)).toEqual({ code: -32603, message: expect.stringContaining('mistake'), data: { code: 'internal', retryable: false } })
      expect(JSON.stringify(toWireError(bug))).not.toContain('ada')
    }
  })

  test('data cannot pretend to be another code', () => {
    expect(toWireError(new ScribeError('git.failed', '', { data: { code: 'store.owned', retryable: 'yes' } })).data).toEqual({
      code: 'git.failed',
      retryable: true,
    })
  })

  test('an unknown code and a missing one become internal and keep the message', () => {
    expect(fromWireError({ code: 9, message: 'From the future.', data: { code: 'new.code' } })).toMatchObject({ code: 'internal', message: 'From the future.' })
    expect(fromWireError({ code: -32000, message: 'Foreign.' })).toMatchObject({ code: 'internal', message: 'Foreign.', data: {} })
    expect(fromWireError({ code: 1, message: '', data: { code: 'constructor' } }).code).toBe('internal')
  })

  test('anything thrown has a text', () => {
    expect([new Error('why'), 'text', 7, null, undefined].map(messageOf)).toEqual(['why', 'text', '7', 'null', 'undefined'])
  })

  test('the cause stays with the error on this side', () => {
    const cause = new Error('inner')
    expect(new ScribeError('internal', '', { cause }).cause).toBe(cause)
    expect('cause' in new ScribeError('internal', '')).toBe(false)
    expect(new ScribeError('internal', '').name).toBe('ScribeError')
  })
})
