/** `scribe status` (what records now) and `scribe list` (all sessions known). */

import { ScribeError } from '../../shared/domain/error.ts'
import { isLive, SESSION_STATES, type Session } from '../../shared/domain/session.ts'
import { type Answer, ago } from '../output.ts'
import { textOption, type Verb } from '../verb.ts'

/** The Python program's words for a state, as `--status-filter` takes them. */
const FILTERS: Record<string, Session['state']> = { active: 'recording', paused: 'paused', completed: 'completed', orphaned: 'interrupted' }

export const status: Verb = {
  usage: 'scribe status [--json]',
  summary: 'Show what is being recorded. Starts nothing.',
  options: { verbose: { type: 'boolean', short: 'v' } },
  words: [0, 0],
  run: async (input) => {
    const client = await input.runningClient()
    if (client === null) return { lines: ['Scribe is not running. Nothing is being recorded.'], json: { running: false, sessions: [] } }
    const health = await client.call('health', {})
    const { sessions } = await client.call('session/list', { state: ['recording', 'paused'] })
    const head = sessions.length === 0 ? 'Not recording.' : `${count(sessions, 'recording')} recording, ${count(sessions, 'paused')} paused.`
    const daemon = `Scribe ${health.version} running for ${ago(health.uptime_ms)} (pid ${health.pid}).`
    return { lines: [head, ...sessions.map(line), daemon], json: { running: true, daemon: health, sessions } }
  },
}

export const list: Verb = {
  usage: 'scribe list [--status-filter active|paused|completed|orphaned] [--json]',
  summary: 'List all sessions, newest first.',
  options: { 'status-filter': { type: 'string' }, 'no-context': { type: 'boolean' } },
  words: [0, 0],
  run: async (input): Promise<Answer> => {
    const wanted = filterOf(textOption(input, 'status-filter'))
    const { sessions, more } = await (await input.client()).call('session/list', { state: [...wanted] })
    return { lines: sessions.length === 0 ? ['No sessions found.'] : sessions.map(line), json: { sessions, more } }
  },
}

function filterOf(text: string | undefined): readonly Session['state'][] {
  if (text === undefined) return SESSION_STATES
  const state = Object.hasOwn(FILTERS, text) ? FILTERS[text] : undefined
  if (state === undefined) throw new ScribeError('usage.badInput', `--status-filter takes one of ${Object.keys(FILTERS).join(', ')}.`)
  return [state]
}

function line(session: Session): string {
  const branch = session.branch ?? '(detached)'
  const truth = session.state === 'recording' && session.capture !== 'live' ? ` (capture ${session.capture})` : ''
  const last = session.last === null ? '' : `  ${session.last.path}, ${ago(Date.now() - session.last.at)} ago`
  const ended = isLive(session) || session.ended_at === null ? '' : `  ended ${ago(Date.now() - session.ended_at)} ago`
  return `  ${session.backlog_id}  ${session.state}${truth}  ${session.repo_name}  ${branch}${isLive(session) ? last : ended}`
}

function count(sessions: readonly Session[], state: Session['state']): number {
  return sessions.filter((session) => session.state === state).length
}
