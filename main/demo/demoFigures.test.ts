import { expect, suite, test } from 'vitest'
import { sampleSchema } from '../metrics/sample.ts'
import { byHour, demoMinutes, HOUR_MS, MINUTE_MS } from './demoFigures.ts'
import { demoStories } from './demoStories.ts'

const NOW = Date.UTC(2026, 4, 12, 15, 20, 30)

suite('main/demo', () => {
  test('a day has its 1,440 minutes, each a sample as the store keeps it, up to the one under way', () => {
    const minutes = demoMinutes(3, NOW)
    expect(minutes.map(({ at }) => at)).toEqual(Array.from({ length: 1_440 }, (_, index) => Date.UTC(2026, 4, 11, 15, 20) + index * MINUTE_MS))
    for (const sample of minutes) expect(sampleSchema.parse(JSON.parse(JSON.stringify(sample)))).toEqual(sample)
    expect(demoMinutes(3, NOW)).toEqual(minutes)
    expect(demoMinutes(4, NOW)).not.toEqual(minutes)
  })

  test('the hours are the minutes added up, without the hour under way', () => {
    const minutes = demoMinutes(3, NOW)
    const hours = byHour(minutes, NOW)
    expect([hours.length, hours.at(-1)?.at]).toEqual([24, Date.UTC(2026, 4, 12, 14)])
    const within = minutes.filter(({ at }) => at >= Date.UTC(2026, 4, 12, 14) && at < Date.UTC(2026, 4, 12, 14) + HOUR_MS)
    expect(hours.at(-1)?.counters.changes).toBe(within.reduce((sum, { counters }) => sum + counters.changes, 0))
  })

  test('stories run forward in time within their session, and end with a commit', () => {
    for (const { from, to, told } of demoStories(3)) {
      const times = told.map(({ minutesAgo }) => minutesAgo)
      expect(times).toEqual([...times].sort((a, b) => b - a))
      expect([(times[0] ?? 0) <= from, (times.at(-1) ?? 0) >= to, told.at(-1)?.kind]).toEqual([true, true, 'commit'])
    }
  })
})
