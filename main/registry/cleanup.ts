/**
 * The Python program's clean-up rule: completed, and begun more than seven days ago. Pure. A time that cannot be read
 * keeps its session. Its times are ISO 8601 as Python reads it; one without a zone is local.
 */
import type { RegistryRecord } from './registryShape.ts'

const WEEK_MS = 7 * 24 * 3_600_000

const DATE = /(?<year>\d{4})(?:-(?<month>\d\d)-(?<day>\d\d)|(?<month2>\d\d)(?<day2>\d\d))/
const TIME = /(?<hour>\d\d)(?::?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?)?/
const ZONE = /(?<zone>Z|\s*[+-]\d\d(?::?\d\d(?::?\d\d)?)?)/
const FORM = new RegExp(`^${DATE.source}(?:.${TIME.source}${ZONE.source}?)?$`, 's')

/** True for a session that `cleanup` takes off the registry at `now` (ms). */
export function isLeftOver(record: Pick<RegistryRecord, 'status' | 'start_time'>, now: number): boolean {
  const start = parsePythonTime(record.start_time)
  return record.status === 'completed' && start !== null && now - start > WEEK_MS
}

/** Milliseconds since 1970, `null` for a text that is no time. */
export function parsePythonTime(text: string): number | null {
  const parts = FORM.exec(text)?.groups
  if (parts === undefined) return null
  const [year, month, day] = [parts.year, parts.month ?? parts.month2, parts.day ?? parts.day2].map(Number)
  const [hour, minute, second] = [parts.hour, parts.minute, parts.second].map((digits) => Number(digits ?? 0))
  const ms = Number((parts.fraction ?? '').slice(0, 3).padEnd(3, '0'))
  const numbers = [year, month === undefined ? 0 : month - 1, day, hour, minute, second, ms] as [number, number, number, number, number, number, number]
  const utc = new Date(Date.UTC(...numbers))
  // The calendar does not know such a day or hour: JavaScript would silently take the next.
  if (utc.toISOString().slice(0, 19) !== isoOf(numbers)) return null
  return parts.zone === undefined ? new Date(...numbers).getTime() : utc.getTime() - offsetMs(parts.zone)
}

function isoOf([year, month, day, hour, minute, second]: readonly number[]): string {
  const two = (value = 0): string => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two((month ?? 0) + 1)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
}

function offsetMs(zone: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = (zone.match(/\d\d/g) ?? []).map(Number)
  const size = ((hours * 60 + minutes) * 60 + seconds) * 1000
  return zone.includes('-') ? -size : size
}
