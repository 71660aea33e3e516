/**
 * The parts that answer with context over those that record, in a real repository with a session, a worklog, a registry and a
 * backlog; and a Git that fails or hangs when the test wants it to.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { liveAgents } from '../main/agents/liveAgents.ts'
import type { ContextRequest } from '../main/context/request.ts'
import { type ContextGround, type ContextParts, contextParts } from '../main/contextParts.ts'
import { findGit } from '../main/git/findGit.ts'
import { BUDGET } from '../shared/domain/context.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from './scaffold.ts'
import { openSessionRig, type SessionRig } from './sessionParts.ts'

const DAY = '2026-11-20'
export const USUAL: ContextRequest = { format: 'both', budget_chars: BUDGET.usual, max_age_ms: 0 }

export interface ContextRig {
  readonly home: string
  readonly repo: TestRepo
  readonly rig: SessionRig
  readonly context: ContextParts
  /** Asks of the repository's folder. */
  get(own?: Partial<ContextRequest>): ReturnType<ContextParts['contexts']['get']>
  /** From now on every run of Git fails, hangs for half a minute, or is well again. */
  git(how: 'fails' | 'hangs' | 'well'): void
  close(): Promise<void>
}

/** `replace` puts other parts in place of real ones. */
export async function openContextRig(replace: (rig: SessionRig) => Partial<ContextGround> = () => ({})): Promise<ContextRig> {
  const home = tempFolder()
  const repo = createRepo({ branch: 'feat/B-7-parser', files: FILES })
  vi.stubEnv('PATH', `${breakableGit(home)}:${process.env.PATH}`)
  vi.stubEnv('CLAUDE_CONFIG_DIR', join(home, 'claude'))
  const rig = await openSessionRig(home)
  await rig.sessions.start({ cwd: repo.root })
  await settled(rig, repo.root)
  repo.write('artifacts/worklogs/B-2.md', `# Worklog B-2\n\n## ${DAY} 10:00:00\n\n- Decision: keep src/a.ts as it is\n`)
  const context = contextParts({ ...rig, ...replace(rig) }, () => liveAgents(process.env, Date.now()))
  return {
    ...{ home, repo, rig, context },
    get: (own = {}) => context.contexts.get({ ...USUAL, cwd: repo.root, ...own }),
    git: (how) => {
      for (const other of ['fails', 'hangs']) rmSync(join(home, 'git', other), { force: true })
      if (how !== 'well') writeFileSync(join(home, 'git', how), '')
    },
    close: async () => {
      context.close()
      await rig.close()
      vi.unstubAllEnvs()
      for (const folder of [home, repo.root]) removeFolder(folder)
    },
  }
}

/** The worklog and the registry have been written by then, so that nothing moves that the test does not move. */
async function settled({ worklogs, registry }: SessionRig, root: string): Promise<void> {
  await worklogs.idle()
  await registry.flush(root)
}

const FILES = {
  'src/a.ts': 'one\n',
  'docs/000_backlog.md': '# Backlog\n\n- B-7 Mend the parser\n- B-70 Something else\n',
  'docs/Task-List-B-7.md': '# Tasks of B-7\n\n- [x] read\n- [ ] write\n',
  'README.md': '# Sample\n',
}

/** Folder of a `git` that does what files beside it say. A hanging one names the pipe it waits with, so that a test can find it. */
function breakableGit(home: string): string {
  const folder = join(home, 'git')
  const git = findGit(process.env.PATH ?? '', process.platform)
  mkdirSync(folder)
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n[ -e '${folder}/fails' ] && exit 3\n[ -e '${folder}/hangs' ] && sleep 30\nexec '${git}' "$@"\n`, {
    mode: 0o755,
  })
  return folder
}
