/**
 * An answer of the daemon that is asked for anew when something moves, at most so often. Owns when that is: an answer under way is always
 * taken, however much moves meanwhile; another question begins with nothing.
 */
import { useEffect, useRef, useState } from 'react'

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
  // biome-ignore lint/correctness/useExhaustiveDependencies: a move or another question asks again; how, `latest` says.
  useEffect(() => {
    asker.current ??= new Asker(everyMs, async () => {
      const { ask: askNow, key: asked } = latest.current
      const value = await askNow()
      if (value !== null && latest.current.key === asked) setAnswer({ key: asked, value })
    })
    asker.current.want()
  }, [key, moves])
  useEffect(() => () => asker.current?.close(), [])
  return answer?.key === key ? answer.value : null
}

/** Runs one thing, now or as soon as it may run again. */
class Asker {
  readonly #everyMs: number
  readonly #run: () => Promise<void>
  #last = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  #isRunning = false
  #again = false
  #closed = false

  constructor(everyMs: number, run: () => Promise<void>) {
    this.#everyMs = everyMs
    this.#run = run
  }

  want(): void {
    this.#closed = false
    if (this.#isRunning) this.#again = true
    else this.#timer ??= setTimeout(() => void this.#go(), Math.max(0, this.#last + this.#everyMs - performance.now()))
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #go(): Promise<void> {
    this.#timer = undefined
    this.#isRunning = true
    this.#last = performance.now()
    await this.#run()
    this.#isRunning = false
    if (this.#again && !this.#closed) this.want()
    this.#again = false
  }
}
