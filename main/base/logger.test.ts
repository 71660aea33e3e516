import { expect, suite, test } from 'vitest'
import { background } from './background.ts'
import { systemClock } from './clock.ts'
import { withDeadline } from './deadline.ts'
import { createLogger, silentLogger } from './logger.ts'

function kept(options: { debug?: boolean } = {}) {
  const lines: string[] = []
  return { lines, log: createLogger((line) => lines.push(line), { now: () => 0, ...options }) }
}

suite('main/base/logger', () => {
  test('a line is one JSON object with time, level, message and fields', () => {
    const { lines, log } = kept()
    log.info('started', { pid: 7 })
    log.warn('a\nb')
    log.error('failed', { error: new TypeError('why') })
    expect(lines[0]).toBe('{"at":"1970-01-01T00:00:00.000Z","level":"info","message":"started","pid":7}')
    expect(lines.every((line) => !line.includes('\n'))).toBe(true)
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ level: 'error', error: expect.stringMatching(/^TypeError: why\n/) })
  })

  test('debug lines come only when asked for', () => {
    const quiet = kept()
    quiet.log.debug('x')
    const chatty = kept({ debug: true })
    chatty.log.debug('x')
    expect([quiet.lines.length, chatty.lines.length]).toEqual([0, 1])
  })

  test('however much is handed over, the line is bounded and still JSON', () => {
    const { lines, log } = kept()
    const long = 'é"\n'.repeat(100_000)
    log.info(long, { one: long })
    log.info('many', Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`field${n}`, 'x'])))
    const error = new Error(long)
    log.error('deep', { a: error, b: error, c: error, d: error, e: error })
    for (const line of lines) {
      expect(line.length).toBeLessThan(16_384)
      expect(JSON.parse(line).at).toBe('1970-01-01T00:00:00.000Z')
    }
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ message: 'deep', tooLong: 'a b c d e' })
  })

  test('an error without a stack is its message; secrets go', () => {
    const { lines, log } = kept()
    const error = new Error('plain')
    Reflect.set(error, 'stack', undefined)
    log.error('x', { error, url: 'https://ada:hunter2@example.com/' })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: 'plain', url: 'https://ada:[redacted:password]@example.com/' })
  })

  test('a secret that the cut falls into goes too', () => {
    const { lines, log } = kept()
    const token = `ghp_${'a1B2'.repeat(9)}`
    for (let before = 1960; before <= 2000; before++) log.info('x', { text: `${'-'.repeat(before)}${token}` })
    expect(lines.filter((line) => line.includes('ghp_'))).toEqual([])
  })

  test('time is taken from the system unless given', () => {
    const lines: string[] = []
    const before = Date.now()
    createLogger((line) => lines.push(line)).info('x')
    expect(Date.parse(JSON.parse(lines[0] ?? '').at)).toBeGreaterThanOrEqual(before)
  })

  test('the silent one says nothing', () => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const) expect(silentLogger[level]('x')).toBeUndefined()
  })
})

suite('main/base/background', () => {
  test('a failure nobody awaits is heard', async () => {
    const { lines, log } = kept()
    background(Promise.reject(new Error('unheard')), 'cleaning', log)
    background(Promise.resolve(1), 'fine', log)
    await new Promise((resolve) => setImmediate(resolve))
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['cleaning failed'])
  })
})

suite('main/base/deadline', () => {
  test('work in time gives its result or its own failure', async () => {
    expect(await withDeadline(Promise.resolve(7), 1000, 'x')).toBe(7)
    await expect(withDeadline(Promise.reject(new Error('own')), 1000, 'x')).rejects.toThrow('own')
  })

  test('work that takes too long is a coded failure that says what', async () => {
    const never = new Promise(() => undefined)
    await expect(withDeadline(never, 5, 'Closing the store')).rejects.toMatchObject({
      code: 'wait.deadline',
      message: 'Closing the store took longer than 5 ms.',
    })
  })
})

suite('main/base/clock', () => {
  test('wall time is the date, monotonic time never goes back', () => {
    expect(Math.abs(systemClock.wall() - Date.now())).toBeLessThan(1000)
    const first = systemClock.monotonic()
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first)
  })
})
