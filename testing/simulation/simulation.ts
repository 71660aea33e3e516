/**
 * A run of the simulation: a seed decides what the person, the clients, Git, the disk, the watch and the machine do, and when the
 * process is killed. Owns the world and what was promised to clients; what must hold in the end, `checker.ts` says.
 */
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Clock } from '../../main/base/clock.ts'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts'
import { createLife, type Life } from './life.ts'
import { Random } from './random.ts'
import { SimulatedRepository } from './simulatedRepository.ts'
import { SimulatedDisk, SimulatedStore } from './simulatedStore.ts'

const REPOSITORIES = 3
const STEPS = 45
const FILES = ['a.ts', 'b.ts', 'src/c.ts', 'src/d.ts', 'gen/e.ts']
const BRANCHES = ['feat/B-1-x', 'feat/B-2-y', 'main']
const ITEMS = ['B-1', 'B-2', 'B-3']
/** Longer than any order takes, a Git that hangs included. */
const ON_THE_WAY_MS = 60_000
const START = Date.UTC(2026, 10, 26)

/** What a client was told is durable. */
export interface Promised {
  readonly notes: { readonly session: string; readonly text: string }[]
}

export class Simulation implements Clock {
  readonly random: Random
  readonly repositories: readonly SimulatedRepository[]
  readonly disk = new SimulatedDisk()
  readonly promised: Promised = { notes: [] }
  /** Every breach of a rule that must hold at each moment. */
  readonly breaches: string[] = []
  life: Life
  #store: SimulatedStore
  #now = 0
  #wallShift = 0
  #settings: Settings = { ...DEFAULT_SETTINGS, 'limits.maxSessions': 2 }
  #notes = 0
  #former = { limit: 0, until: 0 }
  readonly #log: string[] = []
  readonly #waiting = new Set<{ readonly what: string; readonly life: Life }>()

  constructor(seed: number, folder: string) {
    this.random = new Random(seed)
    this.repositories = Array.from({ length: REPOSITORIES }, (_, n) => new SimulatedRepository(join(folder, `r${n}`), this.random.of(BRANCHES)))
    ;[this.life, this.#store] = this.#born()
  }

  wall(): number {
    return START + this.#now + this.#wallShift
  }

  monotonic(): number {
    return this.#now
  }

  /** What was done, in order: how a failing seed is read. */
  get log(): readonly string[] {
    return this.#log
  }

  get settings(): Settings {
    return this.#settings
  }

  async run(): Promise<void> {
    await this.#await(this.life.start())
    for (let step = 0; step < STEPS; step++) {
      await this.#step()
      await this.#pass(this.random.of([0, 5, 70, 300, 2_000, 7_000, 31_000]))
    }
    await this.#calmDown()
  }

  /** Faults are over, everything is looked at, and whoever waits is served. */
  async #calmDown(): Promise<void> {
    this.disk.refuses = false
    for (const repository of this.repositories) repository.mood = 'well'
    await this.#pass(20_000)
    for (const { root } of this.repositories) this.life.host.say({ kind: 'gap', root, reason: 'burst', at: this.wall() })
    await this.#pass(12_000)
    this.#ask('admit', this.life.sessions.admit())
    await this.#pass(5_000)
  }

  async #step(): Promise<void> {
    const { random } = this
    const repository = random.of(this.repositories)
    const steps: readonly (readonly [weight: number, name: string, run: () => void | Promise<void>])[] = [
      [14, 'edit', () => this.#edit(repository)],
      [3, 'revert', () => this.#touch(repository, () => repository.revert(random.of(FILES)))],
      [4, 'commit', () => this.#touch(repository, () => repository.commit(`Commit ${this.#notes}`))],
      [2, 'checkout', () => this.#touch(repository, () => repository.checkout(random.of(BRANCHES)))],
      [8, 'start', () => this.#start(repository)],
      [3, 'stop', () => this.#order('stop')],
      [3, 'pause', () => this.#order('pause')],
      [4, 'resume', () => this.#order('resume')],
      [10, 'note', () => this.#note()],
      [2, 'git', () => this.#moodOf(repository)],
      [2, 'disk', () => this.#moodOfDisk()],
      [2, 'limit', () => this.#limit()],
      [2, 'clock', () => this.#setClock()],
      [2, 'host', () => this.life.host.exit('SIGKILL')],
      [3, 'kill', () => this.#kill()],
    ]
    const total = steps.reduce((sum, [weight]) => sum + weight, 0)
    let left = random.below(total)
    for (const [weight, name, run] of steps) {
      left -= weight
      if (left >= 0) continue
      this.#log.push(`${this.#now} ${name} ${repository.root.slice(-2)}`)
      return await run()
    }
  }

  #moodOf(repository: SimulatedRepository): void {
    repository.mood = this.random.of(['well', 'fails', 'hangs'])
  }

  #moodOfDisk(): void {
    this.disk.refuses = this.random.chance(0.5)
  }

  #limit(): void {
    // Who was let in under the earlier limit may still be on the way.
    this.#former = { limit: this.#settings['limits.maxSessions'], until: this.#now + ON_THE_WAY_MS }
    this.#settings = { ...this.#settings, 'limits.maxSessions': this.random.of([2, 3]) }
  }

  /** Somebody sets the clock of the machine. */
  #setClock(): void {
    this.#wallShift += this.random.of([-3_600_000, 3_600_000])
  }

  #edit(repository: SimulatedRepository): void {
    const path = this.random.of(FILES)
    this.#touch(repository, () => repository.write(path), this.random.chance(0.5) ? path : null)
  }

  /** The watch names the file, or only says that something moved. Some events are lost, as with real watches; what they told is found by the next look. */
  #touch(repository: SimulatedRepository, change: () => void, path: string | null = null): void {
    change()
    if (this.random.chance(0.1)) return
    const what = path === null ? { paths: [], git: true } : { paths: [path], git: false }
    this.life.host.say({ kind: 'dirty', root: repository.root, ...what, count: 1, at: this.wall() })
  }

  #start(repository: SimulatedRepository): void {
    const wishes = { cwd: repository.root, backlog_id: this.random.of(ITEMS), on_limit: this.random.of(['ask', 'queue', 'stopLeastRecent'] as const) }
    this.#ask('start', this.life.sessions.start(wishes))
  }

  #order(order: 'stop' | 'pause' | 'resume'): void {
    const known = this.life.recorder.all()
    if (known.length > 0) this.#ask(order, this.life.sessions[order]({ session: this.random.of(known).id }))
  }

  #note(): void {
    const known = this.life.recorder.all()
    if (known.length === 0) return
    const session = this.random.of(known).id
    const text = `note ${++this.#notes}.`
    this.#ask(
      'note',
      this.life.sessions.append({ session }, text).then(() => void this.promised.notes.push({ session, text })),
    )
  }

  /** A client asks and waits; a refusal is an answer, a bug is not. */
  #ask(what: string, answer: Promise<unknown>): void {
    const asked = { what: `${what} at ${this.#now}`, life: this.life }
    this.#waiting.add(asked)
    answer
      .catch((error: unknown) => {
        if (!(error instanceof ScribeError)) this.breaches.push(`${what} failed with a bug: ${messageOf(error)}`)
      })
      .finally(() => this.#waiting.delete(asked))
  }

  /** Clients of the last life that have had no answer. */
  get unanswered(): string[] {
    return [...this.#waiting].flatMap(({ what, life }) => (life === this.life ? [what] : []))
  }

  async #kill(): Promise<void> {
    this.life.die()
    vi.clearAllTimers()
    ;[this.life, this.#store] = this.#born()
    await this.#await(this.life.start())
  }

  #born(): [Life, SimulatedStore] {
    // Numbers of its own: when it is asked depends on more than the seed.
    const store = new SimulatedStore(this.disk, new Random(this.random.below(2 ** 31)))
    const life = createLife({ clock: this, repositories: this.repositories, settings: () => this.#settings, store })
    // What recorded before goes on, also above a limit that was lowered meanwhile.
    let limit = Number.POSITIVE_INFINITY
    life.hub.subscribe(() => {
      const recording = life.recorder.all().filter(({ state }) => state === 'recording').length
      const former = this.#now < this.#former.until ? this.#former.limit : 0
      limit = Math.max(this.#settings['limits.maxSessions'], former, Math.min(limit, recording))
      if (recording > limit) this.breaches.push(`${recording} sessions record, and the limit is ${limit}`)
    })
    return [life, store]
  }

  /** The start of a life waits for the disk, which may refuse for a while. */
  async #await(promise: Promise<void>): Promise<void> {
    let failed: unknown = null
    let done = false
    promise.then(
      () => {
        done = true
      },
      (error: unknown) => {
        failed = error
      },
    )
    for (let n = 0; n < 200 && !done && failed === null; n++) await this.#pass(50)
    if (done) return
    // A daemon that cannot read its record does not start; the next one does, when the disk is well again.
    this.disk.refuses = false
    await this.#kill()
  }

  async #pass(ms: number): Promise<void> {
    for (let left = ms; ; ) {
      await settled()
      if (left <= 0) return
      const part = Math.min(left, 50 + ms / 20)
      this.#now += part
      vi.advanceTimersByTime(part)
      left -= part
    }
  }
}

/** Until nothing is under way but what waits for a timer: files that are read, promises that go on. */
async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((resolve) => setImmediate(resolve))
    quiet = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq')) ? 0 : quiet + 1
  }
}
