/** `scribe status` (what records now, and what is wrong) and `scribe list` (all sessions known). */
import { ScribeError } from '../../shared/domain/error.ts'
import { isLive, SESSION_STATES, type Session } from '../../shared/domain/session.ts'
import { alertText } from '../../shared/ui/alertStrip.ts'
import { type Answer, ago, type Line, type Style } from './output.ts'
import { textOption, type Verb, type VerbInput } from './verb.ts'

/** The Python program's words for a state, as `--status-filter` takes them. */
const FILTERS: Record<string, Session['state']> = { active: 'recording', paused: 'paused', completed: 'completed', orphaned: 'interrupted' }

/** Said first, so that nobody takes it for work that was done. */
const DEMO: Line = [{ style: 'warn', text: 'Demo: all of this is sample data.' }]

export const status: Verb = {
  usage: 'scribe status [--verbose] [--json]',
  summary: 'Show what is being recorded, and what is wrong. Starts nothing.',
  examples: ['scribe status', 'scribe status --json'],
  options: { verbose: { type: 'boolean', short: 'v', help: 'more about each session' } },
  words: [0, 0],
  run: async (input) => {
    const client = await input.runningClient()
    if (client === null) return { lines: ['Scribe is not running. Nothing is being recorded.'], json: { running: false, sessions: [] } }
    const asked = [client.call('health', {}), client.call('session/list', { state: ['recording', 'paused'] }), client.call('alert/list', {})] as const
    const [health, { sessions }, { alerts }] = await Promise.all(asked)
    const sample = health.demo ? [DEMO] : []
    const head = sessions.length === 0 ? 'Not recording.' : `${count(sessions, 'recording')} recording, ${count(sessions, 'paused')} paused.`
    const daemon = `Scribe ${health.version} running for ${ago(health.uptime_ms)} (pid ${health.pid}).`
    const warnings = alerts.map((alert): Line => [{ style: alert.severity === 'error' ? 'bad' : 'warn', text: `! ${alertText(alert)}` }])
    const rows = sessions.flatMap((session) => [line(session, false), ...(input.values.verbose === true ? more(session) : [])])
    return { lines: [...sample, head, ...rows, ...warnings, daemon], json: { running: true, daemon: health, sessions, alerts } }
  },
}

export const list: Verb = {
  usage: 'scribe list [--status-filter active|paused|completed|orphaned] [--limit N] [--no-context] [--json]',
  summary: 'List all sessions, newest first.',
  examples: ['scribe list --status-filter active', 'scribe list --limit 20 --json'],
  options: {
    'status-filter': { type: 'string', help: 'only sessions of this state', values: Object.keys(FILTERS) },
    limit: { type: 'string', help: 'at most so many (1000)' },
    'no-context': { type: 'boolean', help: 'leave out the tags' },
  },
  words: [0, 0],
  run: async (input): Promise<Answer> => {
    const asked = { state: [...filterOf(textOption(input, 'status-filter'))], ...limitOf(input) }
    const client = await input.client()
    const [{ demo }, { sessions, more: isMore }] = await Promise.all([client.call('health', {}), client.call('session/list', asked)])
    const sample = demo ? [DEMO] : []
    const rows = sessions.map((session) => line(session, input.values['no-context'] !== true))
    const rest = isMore ? ['There are more; --limit shows them.'] : []
    return {
      lines: [...sample, ...(sessions.length === 0 ? ['No sessions found.'] : rows), ...rest],
      json: { sessions, more: isMore, ...(demo ? { demo } : {}) },
    }
  },
}

function filterOf(text: string | undefined): readonly Session['state'][] {
  if (text === undefined) return SESSION_STATES
  const state = Object.hasOwn(FILTERS, text) ? FILTERS[text] : undefined
  if (state === undefined) throw new ScribeError('usage.badInput', `--status-filter takes one of ${Object.keys(FILTERS).join(', ')}.`)
  return [state]
}

function limitOf(input: VerbInput): { limit?: number } {
  const text = textOption(input, 'limit')
  if (text === undefined) return {}
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 10_000) return { limit: Number(text) }
  throw new ScribeError('usage.badInput', '--limit takes a number from 1 to 10000.')
}

const STYLES: Record<Session['state'], Style> = { recording: 'good', paused: 'warn', completed: 'faint', interrupted: 'bad' }

function line(session: Session, withTags: boolean): Line {
  const branch = session.branch ?? '(detached)'
  const doubtful = session.state === 'recording' && session.capture !== 'live'
  const state = { style: doubtful ? 'warn' : STYLES[session.state], text: `${session.state}${doubtful ? ` (capture ${session.capture})` : ''}` } as const
  const last = session.last === null ? '' : `  ${session.last.path}, ${ago(Date.now() - session.last.at)} ago`
  const ended = isLive(session) || session.ended_at === null ? '' : `  ended ${ago(Date.now() - session.ended_at)} ago`
  const tags = withTags && session.tags.length > 0 ? `  [${[...session.tags].sort().join(', ')}]` : ''
  return [`  ${session.backlog_id}  `, state, `  ${session.repo_name}  ${branch}${isLive(session) ? last : ended}${tags}`]
}

function more(session: Session): string[] {
  return [`    ${session.repo}/${session.worklog}`, `    ${session.changes} changes, ${session.entries} entries, ${session.type}, priority ${session.priority}`]
}

function count(sessions: readonly Session[], state: Session['state']): number {
  return sessions.filter((session) => session.state === state).length
}
