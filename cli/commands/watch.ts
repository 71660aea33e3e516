/**
 * `scribe watch`: the daemon's events as they happen, one a line. With `--json` each is one object (NDJSON) with its
 * number, so that a reader sees a gap. Goes on when the daemon comes back; ends with Ctrl-C, or quietly when nobody reads any more.
 */
import { type EventCursor, followEvents } from '../../client/followEvents.ts'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { assertNever } from '../../shared/domain/assertNever.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { localTime } from '../../shared/domain/localTime.ts'
import type { Envelope, ScribeEvent } from '../../shared/protocol/events.ts'
import { CLI_JSON_VERSION } from '../../shared/protocol/version.ts'
import { alertText } from '../../shared/ui/alertStrip.ts'
import { formatLine, type Line } from '../verbs/output.ts'
import { textOption, textOptions } from '../verbs/verb.ts'
import type { StreamInput } from './stream.ts'

/** Text that may wait for a slow reader; beyond it the command ends rather than grow. */
const MAX_UNREAD = 4 * 1024 * 1024

export async function watch(input: StreamInput): Promise<number> {
  const topics = textOptions(input, 'topics')
  // Only the first question may find nobody: later the daemon is waited for.
  const first = await input.connection()
  if (first === null) throw new ScribeError('daemon.unreachable', 'Scribe is not running. "scribe start" starts it.')
  const from = await cursorOf(first, textOption(input, 'from'))
  const stop = new AbortController()
  let unread = false
  process.stdout.once('error', () => stop.abort())
  const connections = [first]
  await followEvents({
    connect: async () => connections.pop() ?? (await input.connection()),
    wanted: { topics: topics.length === 0 ? ['*'] : [...topics] },
    from,
    signal: stop.signal,
    onEvent: (envelope) => {
      process.stdout.write(`${input.json ? jsonOf(envelope) : formatLine(lineOf(envelope), input.colour)}\n`)
      unread = process.stdout.writableLength > MAX_UNREAD
      if (unread) stop.abort()
    },
    onGap: () => process.stderr.write('Events are missing here. "scribe list" and the worklogs have what happened.\n'),
    onLink: (up) => !up && !stop.signal.aborted && process.stderr.write('The connection to Scribe was lost. Waiting for it.\n'),
  })
  if (unread) throw new ScribeError('limit.overloaded', 'Nobody reads what is printed. Nothing more is.')
  return 0
}

/** `SEQ` of the epoch there is, or `EPOCH:SEQ` as `--json` prints both. */
async function cursorOf(client: ScribeClient, text: string | undefined): Promise<EventCursor | null> {
  if (text === undefined) return null
  const given = /^(?:([\w-]{1,64}):)?(\d{1,15})$/.exec(text)
  if (given === null) throw new ScribeError('usage.badInput', '--from takes the number of an event, or EPOCH:NUMBER.')
  return { epoch: given[1] ?? (await client.call('health', {})).epoch, seq: Number(given[2]) }
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
    case 'summary.updated':
      return `${event.entries} entries`
    case 'agent.changed':
      return `${event.agent.agent} in ${event.agent.repo ?? 'no repository'}: ${event.agent.state}, by its ${event.agent.source}`
    case 'agent.gone':
      return event.id
    case 'settings.changed':
      return Object.entries(event.settings)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')
    default:
      return assertNever(event)
  }
}
