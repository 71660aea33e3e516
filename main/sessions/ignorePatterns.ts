/** Paths that the person does not want recorded, in the syntax of .gitignore. Pure; the last patterns are kept compiled. */
import ignore, { type Ignore } from 'ignore'
import { patternsOf } from '../../shared/domain/settingControl.ts'
import type { RepoSnapshot } from './baseline.ts'

/** True for paths (relative to the repository, with `/`) that the patterns of `recording.ignore` name. */
export function ignoring(text: string): (path: string) => boolean {
  const patterns = patternsOf(text)
  if (patterns.length === 0) return () => false
  const matcher: Ignore = ignore().add([...patterns])
  // The library refuses paths that lead out of the repository; those are nobody's to ignore.
  return (path) => ignore.isPathValid(path) && matcher.ignores(path)
}

/**
 * What was known before, as if it had been looked at with the patterns of now: that a file is not recorded any more, or is again, is no
 * change of it.
 */
export function withPatterns(before: RepoSnapshot, after: RepoSnapshot, { were, are }: { readonly were: string; readonly are: string }): RepoSnapshot {
  if (were === are) return before
  const [was, is] = [ignoring(were), ignoring(are)]
  const kept = [...before.files].filter(([path]) => !is(path))
  const again = [...after.files].filter(([path]) => was(path))
  return { ...before, files: new Map([...kept, ...again]) }
}

/** Those patterns that name a folder at the top, which need not be watched at all. */
export function ignoredAtTop(text: string): string[] {
  return patternsOf(text).flatMap((pattern) => /^\/?([\w.@+-]+(?:\/[\w.@+-]+)*)\/$/.exec(pattern)?.[1] ?? [])
}
