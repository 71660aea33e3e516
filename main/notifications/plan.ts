/**
 * The course of notices as a pure state machine: they settle, are judged, are shown, replaced, held or dropped; what was held
 * becomes one digest. Takes the time and gives back what is to be done; owns no timer and shows nothing.
 * Invariant: everything kept is bounded, and a notice that is taken back is nowhere any more.
 */
import type { AppState } from '../../shared/state/appState.ts'
import { digestOf } from './digest.ts'
import { type Notice, type NoticeStep, noticeId } from './notice.ts'
import { quietUntil } from './quietHours.ts'
import { KIND_RULES } from './rules.ts'
import { isStale } from './stale.ts'
import { type Circumstances, isFull, type Shown, verdict } from './verdict.ts'

const HOUR_MS = 3_600_000
/** Notices that wait or are held; the oldest give way. */
const MOST_KEPT = 200

export interface Memory {
  readonly waiting: readonly { readonly notice: Notice; readonly dueAt: number }[]
  readonly held: readonly Notice[]
  /** Of the last hour. */
  readonly shown: readonly Shown[]
}

export const NOTHING_YET: Memory = { waiting: [], held: [], shown: [] }

/** What judges, without what the memory knows itself. */
export interface World extends Omit<Circumstances, 'shown'> {
  readonly state: AppState
  /** Sessions that were started from a window of this app. */
  readonly startedHere: ReadonlySet<string>
}

export type Effect =
  /** Shown under `id`; what was shown under it before is replaced. */
  | { readonly kind: 'show'; readonly id: string; readonly notices: readonly Notice[]; readonly silent: boolean }
  | { readonly kind: 'remove'; readonly id: string }

export interface Planned {
  readonly memory: Memory
  readonly effects: readonly Effect[]
}

const NO_STEP: NoticeStep = { notices: [], gone: [] }

/** Takes in a step, or only the time, and judges everything that is due. */
export function advance(memory: Memory, world: World, step: NoticeStep = NO_STEP): Planned {
  const kept = takeBack(memory, step.gone)
  const waiting = [...kept.waiting, ...step.notices.map((notice) => ({ notice, dueAt: world.now + KIND_RULES[notice.kind].settleMs }))]
  // A clock that was set back must not make everything look as if it had just been shown.
  const shown = kept.shown.filter(({ at }) => at <= world.now && world.now - at < HOUR_MS)
  const start: Planned = { memory: { ...kept, waiting: latest(waiting), shown }, effects: step.gone.map((id) => ({ kind: 'remove', id })) }
  return release(judgeDue(start, world), world)
}

/** When something happens by itself next (ms since 1970), or `null` if only an event or a change of circumstances can bring it about. */
export function nextDue(memory: Memory, world: Pick<World, 'settings' | 'now' | 'away'>): number | null {
  const due = memory.waiting.map(({ dueAt }) => dueAt)
  if (memory.held.length > 0 && !world.away) {
    const quiet = quietUntil(world.settings, world.now)
    const oldest = Math.min(...memory.shown.map(({ at }) => at))
    if (quiet !== null) due.push(quiet)
    else if (Number.isFinite(oldest)) due.push(oldest + HOUR_MS)
  }
  return due.length === 0 ? null : Math.min(...due)
}

function takeBack(memory: Memory, gone: readonly string[]): Memory {
  if (gone.length === 0) return memory
  const stays = (notice: Notice): boolean => !gone.includes(noticeId(notice))
  return {
    waiting: memory.waiting.filter(({ notice }) => stays(notice)),
    held: memory.held.filter(stays),
    shown: memory.shown.map((shown) => ({ ...shown, notices: shown.notices.filter(stays) })),
  }
}

/** One of each notification; it becomes due when the first of them would have, so that a steady stream is told too. */
function latest(waiting: Memory['waiting']): Memory['waiting'] {
  const byId = new Map<string, Memory['waiting'][number]>()
  for (const { notice, dueAt } of waiting) {
    const earlier = byId.get(noticeId(notice))
    byId.set(noticeId(notice), earlier === undefined ? { notice, dueAt } : { notice: joined(earlier.notice, notice), dueAt: Math.min(dueAt, earlier.dueAt) })
  }
  return [...byId.values()].slice(-MOST_KEPT)
}

/** Of two about the same the weightier counts, of equals the later; where it began stays known, so that a way and back is nothing. */
function joined(earlier: Notice, later: Notice): Notice {
  if (weight(earlier) > weight(later)) return earlier
  return earlier.words === later.words && earlier.args.from !== undefined ? { ...later, args: { ...later.args, from: earlier.args.from } } : later
}

function weight({ words }: Notice): number {
  return words === 'conflict' ? 2 : words === 'branch' ? 1 : 0
}

function judgeDue(start: Planned, world: World): Planned {
  const due = start.memory.waiting.filter(({ dueAt }) => dueAt <= world.now).sort((a, b) => a.dueAt - b.dueAt)
  const waiting = start.memory.waiting.filter(({ dueAt }) => dueAt > world.now)
  const rest: Planned = { ...start, memory: { ...start.memory, waiting } }
  return due.reduce((planned, { notice }) => (isStale(notice, world) ? planned : judge(planned, notice, world)), rest)
}

function judge({ memory, effects }: Planned, notice: Notice, world: World): Planned {
  const found = verdict(notice, { ...world, shown: memory.shown })
  switch (found.kind) {
    case 'drop':
    case 'inPlace':
      return { memory, effects }
    case 'hold':
      return { memory: { ...memory, held: [...memory.held.filter((other) => noticeId(other) !== noticeId(notice)), notice].slice(-MOST_KEPT) }, effects }
    case 'later':
      return { memory: { ...memory, waiting: [...memory.waiting, { notice, dueAt: found.at }] }, effects }
    case 'replace':
      return replace({ memory, effects }, notice, found.shown)
    case 'show': {
      const shown: Shown = { id: noticeId(notice), at: world.now, notices: [notice] }
      const others = memory.shown.filter(({ id }) => id !== shown.id)
      return { memory: { ...memory, shown: [...others, shown] }, effects: [...effects, { kind: 'show', ...only(shown), silent: found.silent }] }
    }
  }
}

/** The same again takes its own place; several alike get a place together. */
function replace({ memory, effects }: Planned, notice: Notice, before: Shown): Planned {
  const others = before.notices.filter((other) => noticeId(other) !== noticeId(notice))
  const id = others.length === 0 ? noticeId(notice) : noticeId({ kind: notice.kind, subject: '*' })
  const shown: Shown = { id, at: before.at, notices: [...others, notice] }
  const moved: Effect[] = id === before.id ? [] : [{ kind: 'remove', id: before.id }]
  return {
    memory: { ...memory, shown: [...memory.shown.filter((other) => other !== before), shown] },
    effects: [...effects, ...moved, { kind: 'show', ...only(shown), silent: true }],
  }
}

function only({ id, notices }: Shown): { id: string; notices: readonly Notice[] } {
  return { id, notices }
}

/** What was held is told as one as soon as nothing holds it any more. */
function release(planned: Planned, world: World): Planned {
  const { memory } = planned
  const { settings, now, away } = world
  if (memory.held.length === 0 || away || quietUntil(settings, now) !== null || isFull(settings, { now, shown: memory.shown })) return planned
  const held = memory.held.filter((notice) => !isStale(notice, world))
  const emptied = { ...planned, memory: { ...memory, held: [] } }
  return held.length === 0 || now < world.pausedUntil ? emptied : judge(emptied, digestOf(held, now), world)
}
