/**
 * What the end of the session's worklog sums up to: ideas, decisions, progress, next steps, by the rules of `shared/summaries`. Those
 * count file names as content; here they do not.
 */
import type { SourceData } from '../../../shared/domain/contextData.ts'
import { CompatExtraction } from '../../../shared/summaries/compatExtract.ts'
import { redact } from '../../base/redact.ts'
import { cleanLine } from '../foreignText.ts'
import type { ContextPlace, Source } from '../source.ts'
import { fileMark, tailOf } from './repoFiles.ts'

const TAIL_BYTES = 256 * 1024
const MOST_LINES = 20
const LINE_LENGTH = 300
const NONE: SourceData['summary'] = { ideas: [], decisions: [], completed: [], in_progress: [], planned: [], next_steps: [], files: [], truncated: false }

export function summarySource(): Source<SourceData['summary']> {
  return {
    name: 'summary',
    ttl: 'files',
    variant: (_question, { session }) => session?.id ?? '',
    mark: async (place) => ({ text: await fileMark(place.root, worklogOf(place) ?? ''), proven: false }),
    fetch: async (place) => {
      const worklog = worklogOf(place)
      const tail = worklog === null ? null : await tailOf(place.root, worklog, TAIL_BYTES)
      if (tail === null) return NONE
      const extraction = new CompatExtraction()
      extraction.push(redact(tail.text))
      const { summary, truncated } = extraction.finish(place.session?.backlog_id ?? '')
      const { completed, in_progress, planned } = summary.implementation_progress
      return {
        ideas: told(summary.ideas),
        decisions: told(summary.decisions),
        completed: told(completed),
        in_progress: told(in_progress),
        planned: told(planned),
        next_steps: told(summary.next_steps),
        files: summary.files_modified.slice(-MOST_LINES).map(line),
        truncated: truncated || tail.truncated,
      }
    },
  }
}

function worklogOf({ session }: ContextPlace): string | null {
  return session?.worklog ?? null
}

/** The last ones, without what is only a name of a file. */
function told(lines: readonly string[]): string[] {
  return lines
    .filter((text) => /\s/.test(text.trim()))
    .slice(-MOST_LINES)
    .map(line)
}

function line(text: string): string {
  return cleanLine(text, LINE_LENGTH)
}
