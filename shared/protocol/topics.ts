/**
 * What each topic of events is to a receiver: kept and never left out, or folded to the newest of its key. Data and pure
 * functions, used by both ends.
 */
import type { ScribeEvent } from './events.ts'

export type Topic = ScribeEvent['topic']

/** `true`: kept on disk and delivered one by one. `false`: a later one of the same key says all that an earlier one said. */
const DURABLE: Readonly<Record<Topic, boolean>> = {
  'session.started': true,
  'session.updated': true,
  'session.stopped': true,
  'session.archived': true,
  'worklog.appended': true,
  'repository.updated': true,
  'alert.raised': true,
  'alert.cleared': true,
  'settings.changed': true,
  'capture.proved': false,
  'file.changed': false,
  'change.recorded': false,
  'context.changed': false,
  'summary.updated': false,
  'agent.changed': false,
  'agent.gone': false,
}

export const TOPICS = Object.keys(DURABLE) as Topic[]

export function isDurable(topic: Topic): boolean {
  return DURABLE[topic]
}

/** Of two events with the same key the later one is enough; `null` for those that are all delivered. */
export function keyOf(event: ScribeEvent): string | null {
  switch (event.topic) {
    case 'capture.proved':
    case 'file.changed':
      return `${event.topic} ${event.repo}`
    case 'change.recorded':
    case 'summary.updated':
      return `${event.topic} ${event.session_id}`
    case 'agent.changed':
      return `agent ${event.agent.id}`
    case 'agent.gone':
      return `agent ${event.id}`
    case 'context.changed':
      return `${event.topic} ${event.repo} ${event.session_id} ${event.role}`
    default:
      return null
  }
}

/** The session an event is about; `null` for one that is about none, or several. */
export function sessionIdOf(event: ScribeEvent): string | null {
  if ('session' in event) return event.session.id
  if ('session_id' in event) return event.session_id
  return event.topic === 'alert.raised' ? (event.alert.session_id ?? null) : null
}

/** `session.*` as it is meant: the dots are dots, a star is anything. Stars that stand together are one, so that matching stays linear. */
export function topicPattern(text: string): RegExp {
  return new RegExp(`^${text.replace(/[^\w*]/g, '\\$&').replace(/\*+/g, '.*')}$`)
}
