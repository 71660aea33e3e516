/**
 * `scribe watch`: the daemon's events as they happen, one a line. With `--json` each is one object (NDJSON) with its
 * number, so that a reader sees a gap. Ends with the daemon, with Ctrl-C, or quietly when nobody reads any more.
 */
import { assertNever } from '../../shared/domain/assertNever.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { localTime } from '../../shared/domain/localTime.ts'
import type { Envelope, ScribeEvent } from '../../shared/protocol/events.ts'
import { CLI_JSON_VERSION } from '../../shared/protocol/version.ts'
import { alertText } from '../../shared/ui/alertStrip.ts'
import { formatLine, type Line } from '../verbs/output.ts'
import { textOptions } from '../verbs/verb.ts'
import type { StreamInput } from './stream.ts'

/** Text that may wait for a slow reader; beyond it the command ends rather than grow. */
const MAX_UNREAD = 4 * 1024 * 1024

export async function watch(input: StreamInput): Promise<number> {
  const patterns = textOptions(input, 'topics').map(topicPattern)
  const client = await input.connection()
  if (client === null) throw new ScribeError('daemon.unreachable', 'Scribe is not running. "scribe start" starts it.')
  const ended = Promise.withResolvers<number>()
  client.onClosed(() => ended.reject(new ScribeError('daemon.unreachable', 'The connection to Scribe was lost. Run the command again to go on.')))
  process.stdout.once('error', () => ended.resolve(0))
  await client.subscribe((envelope) => {
    if (patterns.length > 0 && !patterns.some((pattern) => pattern.test(envelope.event.topic))) return
    process.stdout.write(`${input.json ? jsonOf(envelope) : formatLine(lineOf(envelope), input.colour)}\n`)
    if (process.stdout.writableLength > MAX_UNREAD) ended.reject(new ScribeError('limit.overloaded', 'Nobody reads what is printed. Nothing more is.'))
  })
  return await ended.promise
}

/** `session.*` as it is meant: the dots are dots, a star is anything. */
export function topicPattern(text: string): RegExp {
  return new RegExp(`^${text.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`)
}

function jsonOf(envelope: Envelope): string {
  return JSON.stringify({ v: CLI_JSON_VERSION, ...envelope })
}

/** An event for people: when, what, and about what. */
export function lineOf({ at, event }: Envelope): Line {
  return [{ style: 'faint', text: localTime(at) }, `  ${event.topic}  ${told(event)}`]
}

function told(event: ScribeEvent): string {
  switch (event.topic) {
    case 'session.started':
    case 'session.updated':
    case 'session.stopped':
      return `${event.session.backlog_id} in ${event.session.repo_name}: ${event.session.state}, capture ${event.session.capture}`
    case 'session.archived':
      return `${event.ids.length} session(s)`
    case 'capture.proved':
      return `${event.repo} in ${event.ms} ms`
    case 'file.changed':
      return `${event.repo}: ${event.paths.join(', ')}${event.count > event.paths.length ? ` (+${event.count - event.paths.length} more)` : ''}`
    case 'change.recorded':
      return `${event.count} in ${event.latency_ms} ms`
    case 'worklog.appended':
      return event.entry.lines.join(' | ')
    case 'repository.updated':
      return event.repository.root
    case 'alert.raised':
      return alertText(event.alert)
    case 'alert.cleared':
      return event.id
    case 'context.changed':
      return `${event.repo}, ${event.role}: ${event.revision}`
    case 'settings.changed':
      return Object.entries(event.settings)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')
    default:
      return assertNever(event)
  }
}
