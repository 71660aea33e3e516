/** Which Git there is, told from `git --version`, and whether Scribe can work with it. Pure. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { GitResult } from './collect.ts'

/** The oldest with which the tests passed: Debian 11's. Older ones lack `--show-scope`, on which switching off drivers rests. */
const OLDEST = { major: 2, minor: 30 }

/** Refuses a Git that does not start (`git.failed`, in its own words) or is too old (`git.tooOld`); a version that cannot be read passes. */
export function checkVersion(program: string, answer: GitResult): void {
  const said = (answer.code === 0 ? answer.stdout : answer.stderr || answer.stdout).trim().slice(0, 300)
  // A Mac after an update of the system says here what is missing, or which licence to accept.
  if (answer.code !== 0) throw new ScribeError('git.failed', `${program} does not work: ${said || `it ended with code ${answer.code}`}`)
  const [, major, minor, rest] = /^git version (\d+)\.(\d+)([\w.-]*)/.exec(said) ?? []
  if (major === undefined || minor === undefined) return
  if (Number(major) > OLDEST.major || (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor)) return
  const found = `${major}.${minor}${rest}`
  throw new ScribeError('git.tooOld', `${program} is Git ${found}. Scribe needs ${OLDEST.major}.${OLDEST.minor} or newer. Update Git; it is tried again.`, {
    data: { version: found },
  })
}
