/** `scribe open`: says where a worklog is and, on a Mac, shows it. What it opens is an ordinary file of the repository, never a link. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import { FORMS } from '../verbs/forms.ts'
import type { Answer } from '../verbs/output.ts'
import { target, type Verb } from '../verbs/verb.ts'

const OPENER = '/usr/bin/open'

export const open: Verb = {
  ...FORMS.open,
  run: async (input): Promise<Answer> => {
    const { session } = await (await input.client()).call('session/get', target(input))
    const worklog = join(session.repo, session.worklog)
    const path = input.values.folder === true ? dirname(worklog) : worklog
    const opened = input.values.print !== true && process.platform === 'darwin'
    if (opened) await show(session.repo, path, OPENER)
    return { lines: [path], json: { path, opened } }
  },
}

/** Has the system open `path`. Throws `worklog.missing` or `worklog.unsafePath`, and `worklog.missing` when the system cannot. */
export async function show(repo: string, path: string, opener: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found === null) throw new ScribeError('worklog.missing', `There is no ${path} yet.`)
  const inside = (await realpath(path)).startsWith((await realpath(repo)) + sep)
  if (!inside || !(found.isFile() || found.isDirectory()))
    throw new ScribeError('worklog.unsafePath', `${path} is a link or leads outside the repository. It was not opened.`)
  const child = spawn(opener, [path], { stdio: 'ignore' })
  const [code] = await once(child, 'exit').catch(() => [null])
  if (code !== 0) throw new ScribeError('worklog.missing', `${path} could not be opened. It is there all the same.`)
}
