/** Many sessions under load: repositories, sessions that record in them, edits at a rate, and when each edit was durable. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ScribeClient } from '../client/scribeClient.ts'
import { eventually } from '../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo } from '../testing/scaffold.ts'

/** Longer than it takes until the last look at a repository. */
const LATE_MS = 5_000

export interface LoadedSession {
  readonly repo: TestRepo
  readonly id: string
  /** When each file was written. Each edit is another file, so that the n-th is durable once n changes are. */
  readonly written: number[]
  /** How long each edit took to be durable, ms, in order. */
  readonly latencies: number[]
}

export class SessionLoad {
  readonly sessions: LoadedSession[] = []
  /** Of each announcement of changes: from the first sign of them until they were durable, ms. */
  told: number[] = []
  readonly #client: ScribeClient

  constructor(client: ScribeClient) {
    this.#client = client
  }

  /** Starts sessions in new repositories, and returns how long each start took to be acknowledged, ms. */
  async start(count: number): Promise<number[]> {
    const taken: number[] = []
    for (let n = 0; n < count; n++) {
      const repo = createRepo({ branch: `feat/B-${n + 1}-load`, files: { 'readme.md': 'x\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
      const began = performance.now()
      const { session } = await this.#client.call('session/start', { cwd: repo.root, idle_timeout_s: 0 })
      taken.push(performance.now() - began)
      this.sessions.push({ repo, id: session.id, written: [], latencies: [] })
    }
    await eventually(
      async () => (await this.#client.call('session/list', { state: ['recording'] })).sessions.every(({ capture }) => capture === 'live'),
      60_000,
    )
    const known = new Map(this.sessions.map((session) => [session.id, session]))
    await this.#client.subscribe(({ event }) => {
      if (event.topic !== 'change.recorded') return
      this.told.push(event.latency_ms)
      const session = known.get(event.session_id)
      const now = performance.now()
      for (let n = 0; session !== undefined && n < event.count; n++) session.latencies.push(now - (session.written[session.latencies.length] ?? now))
    })
    return taken
  }

  /** Writes `perSecond` new files a second into each of these, for so long. */
  async edit(sessions: readonly LoadedSession[], { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }): Promise<void> {
    const end = performance.now() + seconds * 1_000
    for (let round = 1; performance.now() < end; round++) {
      for (const session of sessions) this.#write(session)
      const due = end - seconds * 1_000 + (round * 1_000) / perSecond
      await sleep(Math.max(0, due - performance.now()))
    }
  }

  /** Writes on in the same ten files of each of these, `perSecond` times a second, and waits until that is recorded. Of none of it `settle` knows. */
  async rewrite(sessions: readonly LoadedSession[], { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }): Promise<void> {
    const began = performance.now()
    for (let round = 1; performance.now() < began + seconds * 1_000; round++) {
      for (const { repo } of sessions) writeFileSync(join(repo.root, `same-${round % 10}.ts`), 'x'.repeat(round))
      await sleep(Math.max(0, began + (round * 1_000) / perSecond - performance.now()))
    }
    await sleep(LATE_MS)
    for (const { written, latencies } of sessions) latencies.length = written.length
  }

  /** Until every edit is durable; how many are not after a minute. */
  async settle(sessions: readonly LoadedSession[]): Promise<number> {
    const lost = (): number => sessions.reduce((sum, { written, latencies }) => sum + Math.max(0, written.length - latencies.length), 0)
    await eventually(() => lost() === 0, 60_000).catch(() => undefined)
    return lost()
  }

  close(): void {
    for (const { repo } of this.sessions) removeFolder(repo.root)
  }

  #write({ repo, written }: LoadedSession): void {
    written.push(performance.now())
    writeFileSync(join(repo.root, `f${written.length}.ts`), 'x\n')
  }
}
