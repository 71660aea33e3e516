/**
 * A summary as the Python program writes it: its JSON (indent 2, ASCII only, no final newline) and its Markdown. Pure.
 * Text of the worklog is put in as it stands, as the Python program does; whoever shows it must treat it as foreign.
 */
import { asciiJson } from '../domain/asciiJson.ts'
import { localTime } from '../domain/localTime.ts'
import type { CompatSummary } from './compatExtract.ts'

const MAX_WEIGHT = 10

export function renderCompatJson(summary: CompatSummary): string {
  return asciiJson(summary)
}

/** `at` is the time of generation, ms since 1970; it is shown in local time. */
export function renderCompatMarkdown(summary: CompatSummary, at: number): string {
  const { backlog_id, ideas, decisions, files_modified, next_steps, metadata } = summary
  const blocks = [
    ['', '', ...comments(summary, at)],
    heading(summary, at),
    section('## Key Ideas Generated', bullets(ideas)),
    section('## Decisions Made', bullets(decisions)),
    progress(summary),
    section('## Next Steps', bullets(next_steps)),
    section(
      '## Files Modified',
      files_modified.map((path) => `- \`${path}\``),
    ),
    section('## Graph Integration', [
      '- **Node Type**: scribe_summary',
      '- **Category**: session_insights',
      `- **Weight**: ${weight(summary)}`,
      `- **Related Nodes**: ${backlog_id}, ${metadata.branch}`,
    ]),
  ]
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => `${block.join('\n')}\n\n`)
    .join('')
}

function comments(summary: CompatSummary, at: number): string[] {
  const { backlog_id: id, metadata } = summary
  const fields = [
    ['DSPY_ROLE', metadata.ideas_count > metadata.decisions_count ? 'planner' : 'implementer'],
    ['DSPY_AUTHORITY', 'scribe_session_insights'],
    ['DSPY_FILES', `artifacts/worklogs/${id}.md, artifacts/summaries/${id}-summary.md`],
    ['DSPY_CONTEXT', 'AI-generated summary of Scribe brainstorming session with actionable insights'],
    ['DSPY_VALIDATION', 'session_analysis, decision_tracking, implementation_progress'],
    ['DSPY_RESPONSIBILITIES', 'context_capture, insight_extraction, progress_tracking'],
    ['GRAPH_NODE_TYPE', 'scribe_summary'],
    ['GRAPH_CATEGORY', 'session_insights'],
    ['GRAPH_WEIGHT', weight(summary)],
    ['CREATED_AT', localIso(at)],
    ['UPDATED_AT', localIso(at)],
    ['SESSION_COUNT', metadata.session_count],
    ['IDEAS_COUNT', metadata.ideas_count],
    ['DECISIONS_COUNT', metadata.decisions_count],
    ['BRANCH', metadata.branch],
    ['LAST_ACTIVITY', metadata.last_activity],
  ]
  return fields.map(([name, value]) => `<!-- ${name}: ${value} -->`)
}

function heading({ backlog_id, metadata }: CompatSummary, at: number): string[] {
  return [
    `# ${backlog_id} Session Summary`,
    '',
    `**Generated**: ${localTime(at)}`,
    `**Last Updated**: ${localTime(at)}`,
    '',
    `**Sessions**: ${metadata.session_count}`,
    `**Branch**: ${metadata.branch}`,
    `**Last Activity**: ${metadata.last_activity}`,
    `**Total Lines**: ${metadata.total_lines}`,
    `**Ideas Generated**: ${metadata.ideas_count}`,
    `**Decisions Made**: ${metadata.decisions_count}`,
    `**Files Modified**: ${metadata.files_modified_count}`,
  ]
}

/** One section with a part for each state that has items; the parts are a blank line apart. */
function progress({ implementation_progress: { completed, in_progress, planned } }: CompatSummary): string[] {
  const parts = [
    section('### Completed', bullets(completed, '✅ ')),
    section('### In Progress', bullets(in_progress, '🔄 ')),
    section('### Planned', bullets(planned, '📋 ')),
  ].filter((part) => part.length > 0)
  const lines = parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]))
  return section('## Implementation Progress', lines)
}

/** Nothing when it would be empty. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines]
}

function bullets(items: readonly string[], mark = ''): string[] {
  return items.map((item) => `- ${mark}${item}`)
}

function weight({ metadata }: CompatSummary): number {
  return Math.min(metadata.ideas_count + metadata.decisions_count, MAX_WEIGHT)
}

/** As Python's `isoformat` without a zone: microseconds, left out when they are zero. */
function localIso(at: number): string {
  const millis = new Date(at).getMilliseconds()
  return `${localTime(at).replace(' ', 'T')}${millis === 0 ? '' : `.${String(millis).padStart(3, '0')}000`}`
}
