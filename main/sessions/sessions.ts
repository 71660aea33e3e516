/**
 * What people and agents can do with sessions: start, stop, pause, resume, add a note. Each is one function read from
 * top to bottom that ends with a durable record. The rules of when a session stops by itself are elsewhere.
 */
import { ulid } from 'ulid'
import { detectBacklogId } from '../../shared/domain/backlogId.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { CommandParsed } from '../../shared/protocol/commands.ts'
import { redact } from '../base/redact.ts'
import { nearestWorktree } from '../git/nearestWorktree.ts'
import { locateRepository, type RepoLocation } from '../git/repoState.ts'
import { readState } from '../registry/stateFile.ts'
import type { Store } from '../store/store.ts'
import { noteLines, startLines } from '../worklog/renderEntry.ts'
import type { CaptureParts, Captures } from './captures.ts'
import type { Happening } from './recorder.ts'
import type { RepoCapture } from './repoCapture.ts'
import { resolveTarget } from './resolveTarget.ts'
import { SessionLimit } from './sessionLimit.ts'
import { completed, edited, type NewSession, newSession, paused, queued, resumed, type SessionEdit, withNote } from './transitions.ts'
import { Updates } from './updates.ts'

export interface SessionsParts extends CaptureParts {
  readonly captures: Captures
  readonly store: Store
}

/** A session named by the caller, or by the folder they stand in. */
export interface Asked {
  readonly session?: string | undefined
  readonly cwd?: string | undefined
}

type OnLimit = Settings['limits.onLimit']

export class Sessions {
  readonly #parts: SessionsParts
  readonly #updates: Updates
  readonly #limit: SessionLimit
  #admitting: Promise<void> | null = null
  /** Everything was paused, and nobody has begun anything since: who waits goes on waiting. */
  #allPaused = false

  constructor(parts: SessionsParts) {
    const { recorder, clock, settings } = parts
    this.#parts = parts
    this.#updates = new Updates(recorder, clock)
    this.#limit = new SessionLimit(
      () => recorder.all(),
      () => settings()['limits.maxSessions'],
    )
  }

  /**
   * Begins a session, or returns the one that is there already (resumed if it was paused). Where as many record as may, `on_limit`
   * or the settings say what happens: `limit.sessions` is thrown, the session waits for a place, or another one is stopped.
   */
  async start(wishes: CommandParsed<'session/start'>): Promise<{ session: Session; created: boolean }> {
    this.#allPaused = false
    const { git, recorder, captures, clock, settings } = this.#parts
    const location = await locateRepository(git, wishes.cwd)
    const capture = await captures.enter(location)
    const id = ulid()
    try {
      const backlogId = await this.#backlogId(location, capture, wishes.backlog_id)
      const onLimit = wishes.on_limit ?? settings()['limits.onLimit']
      const known = recorder.all().some((session) => session.repo === location.root && session.backlog_id === backlogId && isLive(session))
      if (!known) await this.#makeRoom(id, onLimit)
      const started = await capture.order.run(async () => {
        const same = recorder.all().filter((session) => session.repo === location.root && session.backlog_id === backlogId)
        // One that was stopped later may stand behind an older one that was taken up again.
        const earlier = same.findLast(isLive) ?? same.at(-1)
        if (earlier !== undefined && isLive(earlier)) return { session: earlier, created: false }
        const now = clock.wall()
        const { branch, head } = this.#facts(capture)
        const defaults = startDefaults(settings())
        const session = newSession({ id, backlogId, repo: { ...location, id: capture.rootId }, branch, head, now, wishes, defaults, earlier })
        const happening = { session, entry: { kind: 'start', lines: startLines(branch) }, topic: 'session.started' } as const
        return { session: await this.#enter(capture, happening, { onLimit, now }), created: true }
      })
      await this.#remember(started.session)
      if (started.created || started.session.state !== 'paused') return started
      return { session: await this.resume({ session: started.session.id, on_limit: onLimit }), created: false }
    } finally {
      this.#limit.release(id)
      captures.release(capture)
    }
  }

  /** Ends a session. What changed until now is recorded first. A session that has ended already is returned as it is. */
  async stop(asked: Asked, reason: keyof typeof STOP_LINES = 'user'): Promise<Session> {
    return await this.#inOrder(asked, async (session, now) => {
      if (!isLive(session)) return session
      await this.#parts.recorder.commit(
        [{ session: completed(session, reason, now), entry: { kind: 'stop', lines: STOP_LINES[reason] }, topic: 'session.stopped' }],
        now,
      )
      return session
    })
  }

  /** Stops recording for a while; what changes meanwhile belongs to nobody. */
  async pause(asked: Asked): Promise<Session> {
    return await this.#inOrder(asked, async (session, now) => {
      if (session.state === 'paused' && session.queued_at === null) return session
      if (!isLive(session)) throw badTransition(session, 'paused')
      await this.#parts.recorder.commit([{ session: paused(session), entry: { kind: 'pause', lines: ['- Session paused'] } }], now)
      return session
    })
  }

  /** Goes on with a paused session, or takes back the end of one that was stopped; at the limit as `start` does. */
  async resume(asked: Asked & { readonly on_limit?: OnLimit | undefined }): Promise<Session> {
    this.#allPaused = false
    return await this.#goOn(asked)
  }

  async #goOn({ on_limit, ...asked }: Asked & { readonly on_limit?: OnLimit | undefined }): Promise<Session> {
    const { git, recorder, captures, clock, settings } = this.#parts
    const onLimit = on_limit ?? settings()['limits.onLimit']
    const session = await this.find(asked)
    if (session.state === 'recording') return await this.#keep(session)
    this.#refuseSuperseded(session)
    const capture = await captures.enter(await locateRepository(git, session.repo))
    try {
      await this.#makeRoom(session.id, onLimit)
      return await capture.order.run(async () => {
        const now = clock.wall()
        const latest = recorder.get(session.id) ?? session
        // It may have gone on, or ended, while the repository was looked at.
        if (latest.state === 'recording' || (session.queued_at !== null && latest.queued_at === null)) return latest
        // Its item may have been begun anew meanwhile.
        this.#refuseSuperseded(latest)
        const next = { ...resumed(latest, now), ...this.#facts(capture), root_id: capture.rootId }
        return await this.#enter(capture, { session: next, entry: { kind: 'resume', lines: ['- Session resumed'] } }, { onLimit, now })
      })
    } finally {
      this.#limit.release(session.id)
      captures.release(capture)
    }
  }

  /** Throws when a newer session records the same item. */
  #refuseSuperseded({ id, repo, backlog_id, state }: Session): void {
    const successor = this.#parts.recorder.all().find((other) => other.repo === repo && other.backlog_id === backlog_id && isLive(other) && other.id !== id)
    if (successor !== undefined) {
      throw new ScribeError('session.badTransition', `${backlog_id} is ${state} and cannot be resumed: a newer session records the same item.`)
    }
  }

  /** Lets sessions that wait for a place begin, as many as there is room for. Called whenever there may be room. */
  async admit(): Promise<void> {
    this.#admitting ??= this.#admitAll().finally(() => {
      this.#admitting = null
    })
    await this.#admitting
  }

  async #admitAll(): Promise<void> {
    for (let next = this.#nextIn(); next !== undefined; next = this.#nextIn()) {
      const { id } = next
      await this.#goOn({ session: id, on_limit: 'queue' }).catch(async (error: unknown) => {
        this.#parts.log.warn('a session that waited could not begin', { session: id, error })
        // One whose repository is gone must not hold up the others: it stays paused, for a person to look at.
        await this.pause({ session: id })
      })
    }
  }

  /** Who comes in next, if anybody may. */
  #nextIn(): Session | undefined {
    return !this.#allPaused && this.#limit.hasRoom() ? this.#limit.nextQueued() : undefined
  }

  /** Records from now on; where there is no room and it may wait, it waits. */
  async #enter(capture: RepoCapture, happening: Happening, { onLimit, now }: { readonly onLimit: OnLimit; readonly now: number }): Promise<Session> {
    const { recorder, captures } = this.#parts
    const { session, entry } = happening
    const known = recorder.get(session.id)
    if (onLimit === 'queue' && !this.#limit.hasRoom(session.id)) {
      if (known !== undefined && known.queued_at !== null) return known
      const facts = entry === undefined || known !== undefined ? [] : [entry]
      const lines = ['- Waiting for a place: as many sessions record as may']
      await recorder.commit([{ session: queued(session, now), facts, entry: { kind: 'pause', lines } }], now)
    } else {
      await this.#limit.within(session.id, () => recorder.commit([happening], now))
      captures.join(capture, session.id)
    }
    return recorder.get(session.id) ?? session
  }

  /** Stops the session that changed longest ago, where that is what the person chose for the limit; its place is kept for `id`. */
  async #makeRoom(id: string, onLimit: OnLimit): Promise<void> {
    if (onLimit === 'stopLeastRecent') await this.#limit.makeRoom(id, (oldest) => this.stop({ session: oldest.id }, 'limit'))
  }

  /** "Keep recording": asked of a session that records, resuming is activity and puts its end off. */
  async #keep(session: Session): Promise<Session> {
    const { recorder, captures, clock } = this.#parts
    const capture = captures.get(session.repo)
    if (capture === undefined) return session
    captures.touch(capture, session.id)
    await capture.order.run(async () => {
      const now = clock.wall()
      await recorder.commit([{ session: { ...(recorder.get(session.id) ?? session), last_activity_at: now } }], now)
    })
    return recorder.get(session.id) ?? session
  }

  /** Changes what is said of a session, live or ended. Throws what `edited` throws. */
  async update(asked: Asked, edit: SessionEdit): Promise<Session> {
    const session = await this.#updates.run(await this.find(asked), (latest, now) => edited(latest, edit, now))
    const capture = this.#parts.captures.get(session.repo)
    if (capture !== undefined) this.#parts.captures.touch(capture, session.id)
    return session
  }

  /** Gives the idle timeout of the settings to live sessions that had the one before; one with a timeout of its own keeps it. */
  async retime(before: number): Promise<void> {
    const { recorder, settings } = this.#parts
    const following = recorder.all().filter((session) => isLive(session) && session.idle_timeout_s === before)
    await Promise.all(following.map((session) => this.update({ session: session.id }, { idle_timeout_s: settings()['recording.idleTimeout'] })))
  }

  /** Pauses everything that records: what a deliberate quit leaves behind. The room that makes is not for those who wait. */
  async pauseAll(): Promise<void> {
    this.#allPaused = true
    await this.#admitting
    const recording = this.#parts.recorder.all().filter((session) => session.state === 'recording')
    await Promise.allSettled(recording.map((session) => this.pause({ session: session.id })))
  }

  /** Adds a note to the worklog. Throws `worklog.badText` when nothing readable is in it. */
  async append(asked: Asked, text: string, idem?: string): Promise<{ session: Session; entry: Entry }> {
    if (text.trim() === '') throw new ScribeError('worklog.badText', 'The note is empty. Nothing was added.')
    const { recorder, captures, clock } = this.#parts
    const found = await this.find(asked)
    const write = async (): Promise<{ session: Session; entry: Entry }> => {
      const session = recorder.get(found.id) ?? found
      const now = clock.wall()
      // Before the text is cut into lines: a private key is only known as a whole.
      const lines = noteLines(redact(text))
      const given = idem === undefined ? null : await this.#given(session, { lines, idem })
      if (given !== null) return { session, entry: given }
      const next = isLive(session) ? withNote(session, redact(lines[0]?.slice(2) ?? ''), now) : session
      const entry = (await recorder.commit([{ session: next, entry: { kind: 'note', lines, idem } }], now)).at(-1)
      if (entry === undefined) throw new Error('a note made no entry')
      return { session: recorder.get(session.id) ?? next, entry }
    }
    const capture = captures.get(found.repo)
    if (capture !== undefined) captures.touch(capture, found.id)
    return await recorder.order(found.repo).run(write)
  }

  /** What was added under this key before; `null` for nothing yet. Throws `worklog.keyReused` if that was something else. */
  async #given(session: Session, { lines, idem }: { lines: readonly string[]; idem: string }): Promise<Entry | null> {
    const [given] = await this.#parts.store.run({ kind: 'entryGiven', sessionId: session.id, idem })
    if (given === undefined) return null
    if (given.lines.join('\n') === lines.join('\n')) return given
    throw new ScribeError('worklog.keyReused', 'Another entry was added under this key. Nothing was added; use another key.')
  }

  /** The session meant. Throws `session.notFound` or `session.ambiguous`. */
  async find(asked: Asked): Promise<Session> {
    const { recorder } = this.#parts
    // By its own id it is found without asking Git where the caller stands.
    const known = asked.session === undefined ? undefined : recorder.get(asked.session)
    if (known !== undefined) return known
    const root = asked.cwd === undefined ? null : await this.#rootOf(asked.cwd)
    const detected = root === null || asked.session !== undefined ? null : await this.#detect(root)
    return resolveTarget(recorder.all(), { session: asked.session, root, detected })
  }

  /** The repository a folder lies in. One that sessions are known of is told without Git, which costs more than all the rest. */
  async #rootOf(cwd: string): Promise<string | null> {
    const { git, recorder } = this.#parts
    const nearest = await nearestWorktree(cwd)
    if (nearest !== null && recorder.all().some((session) => session.repo === nearest)) return nearest
    return (await locateRepository(git, cwd).catch(() => null))?.root ?? null
  }

  /** Looks once more, then runs `step` alone in the session's repository; a session that no longer records leaves its capture. */
  async #inOrder(asked: Asked, step: (session: Session, now: number) => Promise<Session>): Promise<Session> {
    const { recorder, captures, watcher, clock } = this.#parts
    const found = await this.find(asked)
    const capture = captures.get(found.repo)
    const run = async (): Promise<Session> => {
      await step(recorder.get(found.id) ?? found, clock.wall())
      return recorder.get(found.id) ?? found
    }
    if (capture === undefined) return await recorder.order(found.repo).run(run)
    watcher.flush(found.repo)
    await capture.lookNow(clock.wall())
    const session = await capture.order.run(run)
    if (session.state !== 'recording') captures.leave(session.repo, session.id)
    return session
  }

  async #backlogId(location: RepoLocation, capture: RepoCapture, explicit: string | undefined): Promise<string> {
    const state = await readState(location.root).catch(() => null)
    const id = detectBacklogId({ explicit, branch: capture.snapshot?.branch ?? null, state: state?.backlog_id })
    // It becomes the name of a file, where it cannot be redacted.
    if (id !== null && redact(id) !== id) throw new ScribeError('backlog.badId', 'The backlog ID looks like a secret, so it cannot be the name of a file.')
    if (id !== null) return id
    throw new ScribeError('backlog.notFound', 'No backlog ID was found. Give one with --backlog-id B-123, or name the branch after it (feat/B-123-topic).')
  }

  async #detect(root: string): Promise<string | null> {
    const live = this.#parts.captures.get(root)?.snapshot?.branch ?? null
    const state = await readState(root).catch(() => null)
    try {
      return detectBacklogId({ branch: live, state: state?.backlog_id })
    } catch {
      return null
    }
  }

  #facts(capture: RepoCapture): { branch: string | null; head: string | null } {
    return { branch: capture.snapshot?.branch ?? null, head: capture.snapshot?.head ?? null }
  }

  async #remember(session: Session): Promise<void> {
    const { repo: root, repo_name: name, branch, backlog_id } = session
    const repository = { root, name, branch, backlog_id, last_used_at: this.#parts.clock.wall() }
    await this.#parts.store.run({ kind: 'saveRepository', repository })
    this.#parts.hub.publish({ topic: 'repository.updated', repository })
  }
}

const STOP_LINES = {
  user: ['- Session stopped'],
  foreign: ['- Session stopped by another program'],
  limit: ['- Session stopped: as many sessions record as may, and another one was begun'],
} as const

function badTransition(session: Session, wanted: string): ScribeError {
  return new ScribeError('session.badTransition', `${session.backlog_id} is ${session.state} and cannot be ${wanted}.`)
}

/** What a session is where nobody says. */
function startDefaults(settings: Settings): NewSession['defaults'] {
  return { idleTimeoutS: settings['recording.idleTimeout'], type: settings['recording.defaultType'], priority: settings['recording.defaultPriority'] }
}
