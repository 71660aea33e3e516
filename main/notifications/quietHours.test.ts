import { expect, suite, test } from 'vitest'
import { type QuietRules, quietUntil } from './quietHours.ts'

/** 22 November 2026 is a Sunday. */
const at = (day: number, time: string): number => new Date(`2026-11-${day}T${time}:00`).getTime()
const rules = (span: string, days: QuietRules['notify.quietDays'] = 'everyDay'): QuietRules => ({ 'notify.quietHours': span, 'notify.quietDays': days })

suite('main/notifications/quietHours', () => {
  const CASES: readonly [what: string, rules: QuietRules, now: number, until: number | null][] = [
    ['none set', rules(''), at(22, '23:00'), null],
    ['before they begin', rules('22:00-08:00'), at(22, '21:59'), null],
    ['the minute they begin', rules('22:00-08:00'), at(22, '22:00'), at(23, '08:00')],
    ['after midnight', rules('22:00-08:00'), at(23, '03:00'), at(23, '08:00')],
    ['the minute they end', rules('22:00-08:00'), at(23, '08:00'), null],
    ['within one day', rules('12:00-13:30'), at(22, '12:30'), at(22, '13:30')],
    ['outside of one day', rules('12:00-13:30'), at(22, '13:30'), null],
    ['a Sunday night, on work days', rules('22:00-08:00', 'workDays'), at(22, '23:00'), null],
    ['the Monday morning after it, on weekends', rules('22:00-08:00', 'weekends'), at(23, '07:00'), at(23, '08:00')],
    ['a Monday night, on weekends', rules('22:00-08:00', 'weekends'), at(23, '22:30'), null],
    ['a Monday night, on work days', rules('22:00-08:00', 'workDays'), at(23, '22:30'), at(24, '08:00')],
    ['from and to alike', rules('08:00-08:00'), at(22, '08:00'), null],
    ['from and to alike, any other time', rules('08:00-08:00'), at(22, '20:00'), null],
  ]
  for (const [what, held, now, until] of CASES) test(`${what}: ${until === null ? 'not quiet' : 'quiet'}`, () => expect(quietUntil(held, now)).toBe(until))
})
