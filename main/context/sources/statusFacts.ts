/** What a status means for a context: counts, and the first files with how much of them differs. */
import type { GitData } from '../../../shared/domain/contextData.ts'
import { redactAll } from '../../base/redact.ts'
import type { FileLines } from '../../git/history.ts'
import type { RepoStatus, StatusEntry } from '../../git/parseStatus.ts'
import { isOwnFile } from '../../watch/ignore.ts'
import { cleanLine } from '../foreignText.ts'
import type { LastScan } from './sourceParts.ts'

type StatusData = NonNullable<GitData['status']>

/** Files that are told one by one. */
export const MOST_FILES = 200
const NAME_LENGTH = 500

/** What differs, without what Scribe writes itself. */
export function ownWork(status: RepoStatus): StatusEntry[] {
  return status.entries.filter((entry) => !isOwnFile(entry.path))
}

/** The status with the lines that are known of its files. */
export function statusData(status: RepoStatus, lines: ReadonlyMap<string, FileLines>): StatusData {
  const entries = ownWork(status)
  const first = entries.slice(0, MOST_FILES)
  const names = redactAll(first.map(({ path }) => path))
  const files = first.map(({ path, code }, index) => ({ path: cleanLine(names[index] ?? '', NAME_LENGTH), code, ...linesOf(lines.get(path)) }))
  return { ...countsOf(entries.map(({ code }) => code)), files, more: status.more || entries.length > MOST_FILES, scanned: false }
}

/** What the recorder saw last stands in; `null` when it has seen nothing. */
export function scannedData(scan: LastScan | null): StatusData | null {
  if (scan === null) return null
  const files = [...scan.files].map(([path, stamp]) => ({ path: cleanLine(path, NAME_LENGTH), code: stamp.slice(0, 2), ...linesOf(undefined) }))
  return { ...countsOf(files.map(({ code }) => code)), files: files.slice(0, MOST_FILES), more: files.length > MOST_FILES, scanned: true }
}

/** By Git's two letters: of the index, and of the worktree. */
function countsOf(codes: readonly string[]): Pick<StatusData, 'staged' | 'unstaged' | 'untracked' | 'conflicted'> {
  const count = (is: (code: string) => boolean): number => codes.filter(is).length
  const isConflict = (code: string): boolean => /U|AA|DD/.test(code)
  return {
    staged: count((code) => !isConflict(code) && code !== '??' && code[0] !== '.'),
    unstaged: count((code) => !isConflict(code) && code !== '??' && code[1] !== '.'),
    untracked: count((code) => code === '??'),
    conflicted: count(isConflict),
  }
}

function linesOf(lines: FileLines | undefined): { added: number | null; deleted: number | null } {
  return { added: lines?.added ?? null, deleted: lines?.deleted ?? null }
}
