/** What becomes different in a file, line by line, for a person to read before it is done. Pure and bounded, whatever the files are. */
import type { DifferenceLine, FileDifference } from '../../../shared/domain/integration.ts'
import { redactAll } from '../../base/redact.ts'

const MOST_LINES = 200
const MOST_TEXT = 300
/** Lines that stay, around those that do not. */
const AROUND = 2
/** Beyond so many comparisons everything between the first and the last difference counts as different. */
const MOST_STEPS = 1_000_000

/** One file, as it was and as it is or would be; `null` for no file. */
export interface FileChange {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

/** `null` where nothing changes. Secrets that stand in such files are not shown. */
export function differenceOf({ path, before, after }: FileChange): FileDifference | null {
  if (before === after) return null
  const all = withGaps(compared(linesOf(before), linesOf(after)))
  const shown = all.slice(0, MOST_LINES)
  const texts = redactAll(shown.map(({ text }) => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text)))
  return { path, lines: shown.map(({ kind }, index) => ({ kind, text: texts[index] ?? '' })), more: all.length - shown.length }
}

/** Of those that change anything. */
export function differencesOf(changes: readonly FileChange[]): FileDifference[] {
  return changes.flatMap((change) => differenceOf(change) ?? [])
}

function linesOf(text: string | null): string[] {
  if (text === null || text === '') return []
  return text.replace(/\n$/, '').split('\n')
}

function compared(old: readonly string[], now: readonly string[]): DifferenceLine[] {
  const head = countSame(old, now)
  const tail = countSame(old.slice(head).reverse(), now.slice(head).reverse())
  const [from, to] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)]
  return [...old.slice(0, head).map(line('same')), ...between(from, to), ...old.slice(old.length - tail).map(line('same'))]
}

function between(old: readonly string[], now: readonly string[]): DifferenceLine[] {
  if (old.length * now.length > MOST_STEPS) return [...old.map(line('removed')), ...now.map(line('added'))]
  const common = commonLengths(old, now)
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  const found: DifferenceLine[] = []
  for (let [i, j] = [0, 0]; i < old.length || j < now.length; ) {
    const [gone, come] = [old[i], now[j]]
    if (gone !== undefined && gone === come) {
      found.push({ kind: 'same', text: gone })
      i++
      j++
    } else if (gone !== undefined && (come === undefined || at(i + 1, j) >= at(i, j + 1))) {
      found.push({ kind: 'removed', text: gone })
      i++
    } else if (come !== undefined) {
      found.push({ kind: 'added', text: come })
      j++
    }
  }
  return found
}

/** How many lines both have in common from each pair of places on. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1))
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const [row, below] = [rows[i], rows[i + 1]]
      if (row === undefined || below === undefined) continue
      row[j] = old[i] === now[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return rows
}

/** Of the lines that stay only those beside one that does not. */
function withGaps(lines: readonly DifferenceLine[]): DifferenceLine[] {
  const near = (index: number): boolean => lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== 'same')
  const found: DifferenceLine[] = []
  for (const [index, each] of lines.entries()) {
    if (near(index)) found.push(each)
    else if (found.at(-1)?.kind !== 'gap') found.push({ kind: 'gap', text: '' })
  }
  return found
}

function countSame(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length)
  let count = 0
  while (count < most && a[count] === b[count]) count++
  return count
}

function line(kind: DifferenceLine['kind']): (text: string) => DifferenceLine {
  return (text) => ({ kind, text })
}
