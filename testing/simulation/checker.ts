/**
 * What must hold at the end of a simulated run, whatever happened: nothing acknowledged is lost or doubled, the record is in order and its
 * chain whole, the state is the fold of the events and says what the record says, and what a capture knows is what is there.
 */
import { Operations } from '../../main/store/operations.ts'
import type { ChainCheck } from '../../main/store/storeProtocol.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import { reduce } from '../../shared/state/reduce.ts'
import type { Simulation } from './simulation.ts'

/** Every breach, as a sentence; none for a run in which all holds. */
export function breachesOf(simulation: Simulation): string[] {
  const operations = new Operations(simulation.disk.sql)
  const sessions = operations.run({ kind: 'sessions' }) as readonly Session[]
  const entriesOf = (sessionId: string): readonly Entry[] =>
    operations.run({ kind: 'entries', sessionId, sinceSeq: 0, limit: 100_000, newest: false }) as readonly Entry[]
  return [
    ...simulation.breaches,
    ...simulation.unanswered.map((what) => `nobody answered: ${what}`),
    ...lostNotes(simulation, entriesOf),
    ...sessions.flatMap((session) => disorder(session, entriesOf(session.id))),
    ...sessions.flatMap(({ id }) => brokenChain(id, operations)),
    ...wrongState(simulation, sessions),
    ...wrongCaptures(simulation),
    ...untold(simulation, sessions),
    ...twoOfOneItem(sessions),
  ]
}

function lostNotes({ promised }: Simulation, entriesOf: (id: string) => readonly Entry[]): string[] {
  return promised.notes.flatMap(({ session, text }) => {
    const times = entriesOf(session).filter(({ lines }) => lines.includes(`- ${text}`)).length
    return times === 1 ? [] : [`"${text}" was acknowledged and stands ${times} times in ${session}`]
  })
}

function disorder(session: Session, entries: readonly Entry[]): string[] {
  const seqs = entries.map(({ seq }) => seq)
  const rising = seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0))
  const counted = entries.length === session.entries
  const begins = entries.length === 0 || entries[0]?.kind === 'start'
  return [
    ...(rising ? [] : [`the entries of ${session.id} are out of order`]),
    ...(counted ? [] : [`${session.id} says ${session.entries} entries and has ${entries.length}`]),
    ...(begins ? [] : [`${session.id} begins with ${entries[0]?.kind}`]),
  ]
}

function brokenChain(sessionId: string, operations: Operations): string[] {
  const check = operations.run({ kind: 'checkChain', sessionId, after: { seq: 0, digest: '' }, limit: 100_000 }) as ChainCheck
  return check.brokenAt === null ? [] : [`the chain of ${sessionId} is broken at ${check.brokenAt}`]
}

function wrongState({ life }: Simulation, stored: readonly Session[]): string[] {
  const folded = life.events.reduce(reduce, life.seeded())
  const isFold =
    JSON.stringify(folded.sessions) === JSON.stringify(life.hub.state.sessions) && JSON.stringify(folded.alerts) === JSON.stringify(life.hub.state.alerts)
  const differing = stored.filter((session) => {
    const shown = life.hub.state.sessions[session.id]
    return shown !== undefined && JSON.stringify(sorted(shown)) !== JSON.stringify(sorted(session))
  })
  const missing = stored.filter((session) => isLive(session) && life.hub.state.sessions[session.id] === undefined)
  return [
    ...(isFold ? [] : ['the state is not the fold of the events']),
    ...differing.map((session) => `the state of ${session.id} is not what the record says: ${differences(life.hub.state.sessions[session.id], session)}`),
    ...missing.map(({ id }) => `${id} is live and not shown`),
  ]
}

function sorted(session: Session): object {
  return Object.fromEntries(Object.entries(session).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function differences(shown: Session | undefined, stored: Session): string {
  const keys = Object.keys(stored) as (keyof Session)[]
  const differing = keys.filter((key) => JSON.stringify(shown?.[key]) !== JSON.stringify(stored[key]))
  return differing.map((key) => `${key} ${JSON.stringify(shown?.[key])} and ${JSON.stringify(stored[key])}`).join(', ')
}

/** What a capture knows last is what is there. */
function wrongCaptures({ life, repositories }: Simulation): string[] {
  return repositories.flatMap((repository) => {
    const capture = life.captures.get(repository.root)
    if (capture === undefined) return []
    const known = [...(capture.snapshot?.files.keys() ?? [])].sort().join(' ')
    const there = [...repository.dirty.keys()].sort().join(' ')
    const place = repository.root.slice(-2)
    return [
      ...(known === there ? [] : [`the capture of ${place} knows "${known}" and there is "${there}"`]),
      ...(capture.snapshot?.head === repository.head && capture.snapshot.branch === repository.branch
        ? []
        : [`the capture of ${place} is at another commit or branch`]),
    ]
  })
}

/** A change that is in the record and that no entry tells, though nothing is under way any more. */
function untold({ life, disk }: Simulation, sessions: readonly Session[]): string[] {
  const operations = new Operations(disk.sql)
  return sessions.flatMap(({ id, state }) => {
    const open = operations.run({ kind: 'openChanges', sessionId: id }) as readonly unknown[]
    return open.length > 0 && state === 'recording' && life.captures.get(sessions.find((session) => session.id === id)?.repo ?? '') !== undefined
      ? [`${open.length} changes of ${id} are told by no entry`]
      : []
  })
}

function twoOfOneItem(sessions: readonly Session[]): string[] {
  const live = sessions.filter(isLive).map(({ repo, backlog_id }) => `${repo.slice(-2)} ${backlog_id}`)
  return live.length === new Set(live).size ? [] : [`two live sessions record the same item: ${live.join(', ')}`]
}
