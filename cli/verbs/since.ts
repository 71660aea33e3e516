/** A moment as people say it: `3h`, `7d`, `2w`, `today`, `yesterday`, a date, a date with a time. Pure; `now` is given. */
import { ScribeError } from '../../shared/domain/error.ts'

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 }

/** ms since 1970. Throws `usage.badInput`. */
export function sinceOf(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return now - Number(count) * (UNITS[unit] ?? 0)
  if (text === 'today' || text === 'yesterday') return new Date(now).setHours(text === 'today' ? 0 : -24, 0, 0, 0)
  const [, year, month, day, hour = '0', minute = '0'] = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?$/.exec(text) ?? []
  const date = new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute))
  if (year !== undefined && date.getMonth() === Number(month) - 1 && date.getDate() === Number(day)) return date.getTime()
  throw new ScribeError('usage.badInput', '--since takes 3h, 7d, 2w, today, yesterday, or a date such as 2026-11-22.')
}
