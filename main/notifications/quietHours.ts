/** Quiet hours: a span of the day, on the days on which it begins. Pure; in the person's own time zone. */
import type { Settings } from '../../shared/domain/settings.ts'

export type QuietRules = Pick<Settings, 'notify.quietHours' | 'notify.quietDays'>

const SATURDAY = 6
const SUNDAY = 0

/** When the quiet hours end that hold at `now` (ms since 1970), or `null` if none hold. From and to the same minute means never. */
export function quietUntil(rules: QuietRules, now: number): number | null {
  const [from, to] = rules['notify.quietHours'].split('-')
  if (from === undefined || to === undefined || from === to) return null
  // Those that began yesterday may last until today.
  for (const daysAgo of [0, 1]) {
    const begin = at(now, -daysAgo, from)
    const end = at(now, (to < from ? 1 : 0) - daysAgo, to)
    if (isQuietDay(rules['notify.quietDays'], begin) && begin <= now && now < end) return end
  }
  return null
}

function isQuietDay(days: Settings['notify.quietDays'], begin: number): boolean {
  if (days === 'everyDay') return true
  const day = new Date(begin).getDay()
  return (day === SATURDAY || day === SUNDAY) === (days === 'weekends')
}

/** That time of the day, `days` after the day of `now`. The calendar does the counting, so that a day of 23 hours is a day. */
function at(now: number, days: number, time: string): number {
  const date = new Date(now)
  const [hours, minutes] = time.split(':').map(Number)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hours, minutes).getTime()
}
