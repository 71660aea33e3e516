/** Times as the Python program writes them into worklogs and summaries. Pure. */

/** `YYYY-MM-DD HH:MM:SS`, local time without zone. `at` in ms since 1970. */
export function localTime(at: number): string {
  const time = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}
