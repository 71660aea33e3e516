/**
 * Reads the daemon's messages: text in, a known frame or `null` out. The schema library would cost a third of the
 * page's size, so the shapes are checked by hand here; the compiler holds each table of fields against its type.
 */
import type { Agent } from '../shared/domain/agent.ts'
import type { Alert } from '../shared/domain/alert.ts'
import type { WireError } from '../shared/domain/error.ts'
import type { Repository } from '../shared/domain/repository.ts'
import type { Session } from '../shared/domain/session.ts'
import type { Envelope, ScribeEvent } from '../shared/protocol/events.ts'
import type { AppState } from '../shared/state/appState.ts'

export type Frame =
  | { readonly kind: 'result'; readonly id: number; readonly result: object }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'event'; readonly envelope: Envelope }

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'array'
type Shape<T> = { readonly [K in keyof T]-?: Kind | `${Kind} | null` | `${Kind} | undefined` }
type Fields = Readonly<Record<string, unknown>>

const SESSION: Shape<Session> = {
  id: 'string',
  backlog_id: 'string',
  repo: 'string',
  repo_name: 'string',
  git_dir: 'string',
  root_id: 'string | null',
  branch: 'string | null',
  head: 'string | null',
  state: 'string',
  capture: 'string',
  type: 'string',
  priority: 'string',
  tags: 'array',
  description: 'string | null',
  related: 'array',
  started_at: 'number',
  ended_at: 'number | null',
  last_activity_at: 'number',
  idle_timeout_s: 'number',
  worklog: 'string',
  last: 'object | null',
  changes: 'number',
  entries: 'number',
  stop_reason: 'string | null',
  queued_at: 'number | null',
}
const LAST: Shape<NonNullable<Session['last']>> = { path: 'string', at: 'number', kind: 'string' }
const REPOSITORY: Shape<Repository> = { root: 'string', name: 'string', branch: 'string | null', backlog_id: 'string | null', last_used_at: 'number' }
const ALERT: Shape<Alert> = { id: 'string', severity: 'string', code: 'string', args: 'object', at: 'number', session_id: 'string | undefined' }
const AGENT: Shape<Agent> = {
  id: 'string',
  agent: 'string',
  state: 'string',
  source: 'string',
  repo: 'string | null',
  pid: 'number | null',
  since: 'number',
  at: 'number',
}
const ENVELOPE: Shape<Envelope> = { epoch: 'string', seq: 'number', at: 'number', event: 'object' }
const STATE: Shape<AppState> = {
  epoch: 'string',
  seq: 'number',
  daemon: 'object',
  sessions: 'object',
  repositories: 'array',
  alerts: 'array',
  agents: 'object',
  proofs: 'object',
  activity: 'object',
}
const DAEMON: Shape<AppState['daemon']> = { version: 'string', pid: 'number', since: 'number', host: 'string', demo: 'boolean | undefined' }
const ACTIVITY: Shape<AppState['activity']> = { minute: 'number', buckets: 'array', latencies: 'array' }
const ERROR: Shape<WireError> = { code: 'number', message: 'string', data: 'object | undefined' }

const EVENTS: Readonly<Record<ScribeEvent['topic'], (event: Fields) => boolean>> = {
  'session.started': (event) => isSession(event.session),
  'session.updated': (event) => isSession(event.session),
  'session.stopped': (event) => isSession(event.session) && isKind(event.moved_to, 'string | undefined'),
  'session.archived': (event) => fits(event, { ids: 'array' }),
  'capture.proved': (event) => fits(event, { repo: 'string', at: 'number', ms: 'number' }),
  'file.changed': (event) => fits(event, { repo: 'string', paths: 'array', count: 'number' }),
  'change.recorded': (event) => fits(event, { session_id: 'string', count: 'number', latency_ms: 'number' }),
  'worklog.appended': (event) => fits(event, { session_id: 'string', entry: 'object' }),
  'repository.updated': (event) => fits(event.repository, REPOSITORY),
  'alert.raised': (event) => isAlert(event.alert),
  'alert.cleared': (event) => fits(event, { id: 'string' }),
  'context.changed': (event) => fits(event, { repo: 'string', session_id: 'string | null', role: 'string', revision: 'string' }),
  'summary.updated': (event) => fits(event, { session_id: 'string', cursor: 'number', entries: 'number' }),
  'agent.changed': (event) => fits(event.agent, AGENT),
  'agent.gone': (event) => fits(event, { id: 'string' }),
  'settings.changed': (event) => isObject(event.settings),
}

/** The frame in a message of the daemon, or `null` for what this page does not understand. */
export function parseFrame(text: string): Frame | null {
  const message = parseJson(text)
  if (!isObject(message)) return null
  if (message.method === 'events/event') return eventFrame(isObject(message.params) ? message.params.envelope : null)
  if (typeof message.id !== 'number') return null
  if (isObject(message.result)) return { kind: 'result', id: message.id, result: message.result }
  return fits(message.error, ERROR) ? { kind: 'refusal', id: message.id, error: message.error as unknown as WireError } : null
}

/** The state in an answer to `events/subscribe`, or `null` if it is not one. */
export function parseState(result: object): AppState | null {
  const state = 'state' in result ? result.state : null
  if (!fits(state, STATE) || !fits(state.daemon, DAEMON) || !fits(state.activity, ACTIVITY)) return null
  const { buckets, latencies } = state.activity
  const numbers = [buckets, latencies].every((list) => Array.isArray(list) && list.every((value) => typeof value === 'number'))
  return numbers &&
    every(state.sessions, isSession) &&
    every(state.repositories, (value) => fits(value, REPOSITORY)) &&
    every(state.alerts, isAlert) &&
    every(state.agents, (value) => fits(value, AGENT))
    ? (state as unknown as AppState)
    : null
}

function eventFrame(envelope: unknown): Frame | null {
  if (!fits(envelope, ENVELOPE) || !isObject(envelope.event)) return null
  const { topic } = envelope.event
  const check = typeof topic === 'string' && Object.hasOwn(EVENTS, topic) ? EVENTS[topic as ScribeEvent['topic']] : null
  return check?.(envelope.event) === true ? { kind: 'event', envelope: envelope as unknown as Envelope } : null
}

function isSession(value: unknown): boolean {
  return fits(value, SESSION) && (value.last === null || fits(value.last, LAST))
}

function isAlert(value: unknown): boolean {
  return fits(value, ALERT) && every(value.args, (argument) => typeof argument === 'string' || typeof argument === 'number')
}

function every(collection: unknown, check: (value: unknown) => boolean): boolean {
  return typeof collection === 'object' && collection !== null && Object.values(collection).every(check)
}

function fits<T>(value: unknown, shape: Shape<T>): value is Record<keyof T, unknown> {
  return isObject(value) && Object.entries<string>(shape).every(([name, kind]) => isKind(value[name], kind))
}

function isKind(value: unknown, kind: string): boolean {
  const [wanted, or] = kind.split(' | ')
  if ((or === 'null' && value === null) || (or === 'undefined' && value === undefined)) return true
  if (wanted === 'array') return Array.isArray(value)
  return wanted === 'object' ? isObject(value) : typeof value === wanted
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
