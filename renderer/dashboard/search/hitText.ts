/** What of a result is shown: one line without the worklog's own marks. Pure. The text is foreign and stays text. */
import { plainText } from '../../../shared/ui/format.ts'
import type { Hit } from './searchModel.ts'

const BULLET = '- '
const MOST_TEXT = 2_000

export interface HitText {
  readonly text: string
  /** Pairs of places in the text, from and to. */
  readonly marks: readonly (readonly number[])[]
}

/** Characters are replaced one by one, so that the marks stay where they are but for the bullet that is cut off. */
export function withoutBullet({ snippet, marks }: Pick<Hit, 'snippet' | 'marks'>): HitText {
  const line = plainText(snippet.replaceAll('\n', ' '), MOST_TEXT)
  if (!line.startsWith(BULLET)) return { text: line, marks }
  return { text: line.slice(BULLET.length), marks: marks.map((pair) => pair.map((place) => place - BULLET.length)) }
}
