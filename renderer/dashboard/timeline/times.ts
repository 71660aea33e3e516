/** Days and times of day as a timeline writes them. `at` is ms since 1970. */
import { clockTime } from '../../../shared/ui/format.ts'
import { t } from '../text.ts'

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'short' })
const both = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export function timeText(at: number): string {
  return time.format(at)
}

/** "Today", "Yesterday", or the day by its name. */
export function dayText(at: number, now: number): string {
  const days = Math.round((startOf(now) - startOf(at)) / 86_400_000)
  if (days === 0) return t('day.today')
  return days === 1 ? t('day.yesterday') : day.format(at)
}

/** Of today the time, of this year the day, else the date: short enough for a column. */
export function whenText(at: number, now: number): string {
  if (startOf(at) === startOf(now)) return clockTime(at)
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? dayOfYear.format(at) : date.format(at)
}

export function dateTimeText(at: number): string {
  return both.format(at)
}

function startOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
