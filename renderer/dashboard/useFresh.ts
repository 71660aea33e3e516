/**
 * An answer of the daemon that is asked for anew when something moves, at most so often (`asker.ts`). An answer under way is always
 * taken, however much moves meanwhile; another question begins with nothing, and at once.
 */
import { useEffect, useRef, useState } from 'react'
import { Asker } from './asker.ts'

export interface Question<T> {
  /** What is asked; with another one the last answer is forgotten. */
  readonly key: string
  /** Another number means that the answer may be another. */
  readonly moves: number
  /** ms between two askings. */
  readonly everyMs: number
  /** `null` where the daemon refused. */
  readonly ask: () => Promise<T | null>
}

/** The newest answer; `null` until the first. */
export function useFresh<T>({ key, moves, everyMs, ask }: Question<T>): T | null {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: T } | null>(null)
  const latest = useRef({ ask, key })
  latest.current = { ask, key }
  const asker = useRef<Asker | null>(null)
  const asked = useRef(key)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a move or another question asks again; how, `latest` says.
  useEffect(() => {
    asker.current ??= new Asker(everyMs, async () => {
      const { ask: askNow, key: of } = latest.current
      const value = await askNow()
      if (value !== null && latest.current.key === of) setAnswer({ key: of, value })
    })
    asker.current.want(asked.current !== key)
    asked.current = key
  }, [key, moves])
  useEffect(() => () => asker.current?.close(), [])
  return answer?.key === key ? answer.value : null
}
