/** The parts of a view that the record tells: sessions, decisions, plans, commands, errors, notes. Pure; one function a part. */
import type { BriefSession, Fact, FactKind } from '../../shared/domain/contextData.ts'
import type { Given, Part } from './given.ts'

const SEARCH = 'scribe_search'
/** Items of one part; what the budget cuts further is the budget's. */
const MOST = 40

export function sessionsPart({ data, session }: Given): Part {
  const all = data.sessions?.sessions ?? []
  const shown = all.filter((one) => one.state === 'recording' || one.state === 'paused')
  return {
    name: 'sessions',
    title: 'Active sessions',
    source: 'sessions',
    items: shown.map((one) => sessionLine(one, one.id === session?.id)).slice(0, MOST),
    rest: 'scribe_sessions',
  }
}

export function taggedPart({ data, view }: Given): Part {
  const isOurs = (one: BriefSession): boolean => view.words.test([one.type, one.description ?? '', ...one.tags].join(' '))
  const items = (data.sessions?.sessions ?? []).filter(isOurs).map((one) => sessionLine(one, false))
  return { name: 'tagged', title: 'Sessions of this kind', source: 'sessions', items: items.slice(0, MOST), rest: 'scribe_sessions' }
}

export function decisionsPart({ data, ranked }: Given): Part {
  const told = factLines(ranked, ['decision', 'blocker'])
  const items = [...told, ...notAmong(told, data.summary?.decisions ?? [])]
  return { name: 'decisions', title: 'Decisions and blockers', source: 'worklog, summary', items: distinct(items), rest: SEARCH }
}

export function planPart({ data, ranked }: Given): Part {
  const tasks = (data.backlog?.documents ?? []).flatMap(({ path, open }) => open.map((text) => `${text} (${path})`))
  const planned = [...(data.summary?.in_progress ?? []), ...(data.summary?.planned ?? [])]
  const told = factLines(ranked, ['plan'])
  const items = distinct([...told, ...tasks, ...notAmong(told, planned)])
  return { name: 'plan', title: 'Open plan items', source: 'worklog, backlog, summary', items, rest: SEARCH }
}

export function progressPart({ data }: Given): Part {
  const commits = (data.git?.commits ?? []).slice(0, 10).map(({ id, subject }) => `${id.slice(0, 9)} ${subject}`)
  const items = distinct([...commits, ...(data.summary?.completed ?? [])])
  return { name: 'progress', title: 'Done lately', source: 'git, summary', items, rest: 'git log' }
}

export function failuresPart({ ranked }: Given): Part {
  const failed = ranked.filter((fact) => fact.failed).map(factLine)
  return { name: 'failures', title: 'What failed', source: 'worklog', items: distinct(failed), rest: SEARCH }
}

export function commandsPart({ data }: Given): Part {
  const items = latest(data, ['command']).slice(0, 10).map(factLine)
  return { name: 'commands', title: 'Last commands', source: 'worklog', items, rest: SEARCH }
}

export function errorsPart({ data }: Given): Part {
  const items = latest(data, ['error', 'blocker', 'command', 'result'])
    .filter((fact) => fact.failed || fact.kind === 'error')
    .map(factLine)
  return { name: 'errors', title: 'Last errors', source: 'worklog', items: distinct(items), rest: SEARCH }
}

export function resultsPart({ data }: Given): Part {
  const isCheck = ({ kind, text }: Fact): boolean =>
    kind === 'result' || (kind === 'command' && /\b(?:test|lint|build|check|typecheck|tsc|pytest|vitest|jest)\b/i.test(text))
  const items = latest(data, ['result', 'command']).filter(isCheck).map(factLine)
  return { name: 'results', title: 'Tests and checks', source: 'worklog', items: distinct(items), rest: SEARCH }
}

export function notesPart({ ranked }: Given): Part {
  return { name: 'notes', title: 'Notes', source: 'worklog', items: factLines(ranked, ['note', 'idea', 'turn']), rest: SEARCH }
}

export function questionsPart({ data, ranked }: Given): Part {
  const told = factLines(ranked, ['question', 'note', 'idea'])
  const items = distinct([...told, ...notAmong(told, data.summary?.ideas ?? [])])
  return { name: 'questions', title: 'Questions and notes', source: 'worklog, summary', items, rest: SEARCH }
}

/** What the worklogs hold of the words of the task; without a task there is nothing to look for. */
export function searchPart({ ranked, task }: Given): Part {
  const words = task.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []
  const hits = ranked.filter(({ text, kind }) => kind !== 'state' && words.some((word) => text.toLowerCase().includes(word)))
  return {
    name: 'search',
    title: 'Found for the task',
    source: 'worklog',
    items: distinct(hits.map((fact) => `${fact.session}: ${factLine(fact)}`)),
    rest: SEARCH,
  }
}

export function unresolvedPart({ data, ranked }: Given): Part {
  const reminders = (data.git?.reminders ?? []).map(({ path, text }) => `${path}: ${text}`)
  const items = distinct([...factLines(ranked, ['blocker', 'question']), ...reminders])
  return { name: 'unresolved', title: 'Unresolved', source: 'worklog, git', items, rest: SEARCH }
}

export function agentsPart({ data }: Given): Part {
  const items = (data.agents?.agents ?? []).map(({ agent, status }) => `${agent}: ${status}`)
  return { name: 'agents', title: 'Agents here', source: 'agents', items: items.slice(0, MOST), rest: 'scribe status' }
}

/** A line that says what is recalled and, where it speaks of files, whether it still holds. */
export function factLine(fact: Fact): string {
  const byFile = fact.paths.some(({ verdict }) => verdict !== 'unknown')
  const doubt = !byFile ? '' : fact.verdict === 'changed' ? ' [changed since]' : fact.verdict === 'gone' ? ' [gone]' : ''
  return `${fact.text}${doubt}`
}

function factLines(facts: readonly Fact[], kinds: readonly FactKind[]): string[] {
  return distinct(facts.filter((fact) => kinds.includes(fact.kind)).map(factLine))
}

/** The newest first, whatever they weigh. */
function latest(data: Given['data'], kinds: readonly FactKind[]): Fact[] {
  const facts = (data.worklog?.facts ?? []).filter((fact) => kinds.includes(fact.kind))
  return facts.toSorted((a, b) => b.observed_at - a.observed_at || (a.id < b.id ? 1 : -1))
}

function sessionLine(one: BriefSession, isThis: boolean): string {
  const tags = one.tags.length === 0 ? '' : ` [${one.tags.toSorted().join(', ')}]`
  const about = one.description === null ? '' : `: ${one.description}`
  return `${one.backlog_id} ${one.state}, ${one.type}, priority ${one.priority}, ${one.changes} changes${tags}${about}${isThis ? ' (this session)' : ''}`
}

/** Those of `further` that no line says already. */
function notAmong(lines: readonly string[], further: readonly string[]): string[] {
  return further.filter((text) => !lines.some((line) => line.includes(text)))
}

function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)].slice(0, MOST)
}
