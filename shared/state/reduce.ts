/**
 * The fold of events into state: the same function in the daemon, the windows, `scribe watch` and the tests. Pure:
 * it uses the time in the envelope, never a clock. Invariant: a snapshot equals the fold of the events before it.
 */
import type { Agent } from '../domain/agent.ts'
import { assertNever } from '../domain/assertNever.ts'
import { isLive, type Session } from '../domain/session.ts'
import type { Envelope, ScribeEvent } from '../protocol/events.ts'
import { ACTIVITY_MINUTES, AGENTS_KEPT, ALERTS_KEPT, type AppState, ENDED_KEPT, LATENCY_SAMPLES, REPOSITORIES_KEPT } from './appState.ts'

/** The state after one event. The caller has checked that `envelope.seq` follows on (`followsOn`). */
export function reduce(state: AppState, envelope: Envelope): AppState {
  return { ...apply(state, envelope.event, envelope.at), seq: envelope.seq }
}

/** True if this envelope is the next one for this state; if not, ask for a snapshot. */
export function followsOn(state: AppState, envelope: Envelope): boolean {
  return envelope.epoch === state.epoch && envelope.seq === state.seq + 1
}

function apply(state: AppState, event: ScribeEvent, at: number): AppState {
  switch (event.topic) {
    case 'session.started':
    case 'session.updated':
    case 'session.stopped':
      return { ...state, sessions: withSession(state.sessions, event.session) }
    case 'session.archived':
      return { ...state, sessions: Object.fromEntries(Object.entries(state.sessions).filter(([id]) => !event.ids.includes(id))) }
    case 'change.recorded':
      return { ...state, activity: withActivity(state.activity, event, at) }
    case 'repository.updated': {
      const others = state.repositories.filter((known) => known.root !== event.repository.root)
      return { ...state, repositories: [event.repository, ...others].slice(0, REPOSITORIES_KEPT) }
    }
    case 'alert.raised': {
      const others = state.alerts.filter((known) => known.id !== event.alert.id)
      return { ...state, alerts: [event.alert, ...others].slice(0, ALERTS_KEPT) }
    }
    case 'alert.cleared':
      return { ...state, alerts: state.alerts.filter((known) => known.id !== event.id) }
    case 'capture.proved':
      return { ...state, proofs: { ...state.proofs, [event.repo]: { at: event.at, ms: event.ms } } }
    case 'agent.changed':
      return { ...state, agents: withAgent(state.agents, event.agent) }
    case 'agent.gone':
      return { ...state, agents: Object.fromEntries(Object.entries(state.agents).filter(([id]) => id !== event.id)) }
    case 'context.changed':
    case 'summary.updated':
    case 'file.changed':
    case 'worklog.appended':
    case 'settings.changed':
      return state
    default:
      return assertNever(event)
  }
}

function withAgent(agents: AppState['agents'], agent: Agent): AppState['agents'] {
  return agent.id in agents || Object.keys(agents).length < AGENTS_KEPT ? { ...agents, [agent.id]: agent } : agents
}

/** Of the ended ones the oldest makes room. Written out, because it runs for each event and a sort and a deletion take five times as long. */
function withSession(sessions: AppState['sessions'], session: Session): AppState['sessions'] {
  const ended = Object.values(sessions).filter((known) => !isLive(known) && known.id !== session.id)
  if (isLive(session) || ended.length < ENDED_KEPT) return { ...sessions, [session.id]: session }
  const oldest = ended.reduce((a, b) => ((b.ended_at ?? 0) < (a.ended_at ?? 0) ? b : a), session)
  const next: Record<string, Session> = {}
  for (const known of Object.values(sessions)) if (known.id !== oldest.id) next[known.id] = known
  if (oldest.id !== session.id) next[session.id] = session
  return next
}

function withActivity(activity: AppState['activity'], recorded: { count: number; latency_ms: number }, at: number): AppState['activity'] {
  const minute = Math.max(activity.minute, Math.floor(at / 60_000))
  const buckets = shiftedBuckets(activity, minute)
  const newest = ACTIVITY_MINUTES - 1
  buckets[newest] = (buckets[newest] ?? 0) + recorded.count
  return { minute, buckets, latencies: [...activity.latencies, recorded.latency_ms].slice(-LATENCY_SAMPLES) }
}

/** The buckets as they stand at `minute`: older ones moved out, empty ones moved in. */
export function shiftedBuckets(activity: AppState['activity'], minute: number): number[] {
  const by = Math.min(Math.max(minute - activity.minute, 0), ACTIVITY_MINUTES)
  return [...activity.buckets.slice(by), ...new Array<number>(by).fill(0)]
}
