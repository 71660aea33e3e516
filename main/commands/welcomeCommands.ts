/**
 * Commands of the first run: how far it has come, and a first look at a folder that is to be recorded. Owns `welcome.json` in the data folder;
 * a damaged one counts as a first run that is over, so that nobody is welcomed twice.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { detectBacklogId } from '../../shared/domain/backlogId.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { type Welcome, welcomeSchema } from '../../shared/domain/welcome.ts'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { redact } from '../base/redact.ts'
import { Sequence } from '../base/sequence.ts'
import type { EventHub } from '../events/eventHub.ts'
import type { GitClient } from '../git/gitClient.ts'
import { locateRepository, readBranch } from '../git/repoState.ts'
import { readState } from '../registry/stateFile.ts'
import type { Handlers } from './dispatch.ts'

const FILE = 'welcome.json'

export interface WelcomeParts {
  readonly home: string
  readonly hub: Pick<EventHub, 'state'>
  readonly git: GitClient
}

export function welcomeCommands({ home, hub, git }: WelcomeParts): Pick<Handlers, 'welcome/get' | 'welcome/update' | 'repository/inspect'> {
  const path = join(home, FILE)
  const order = new Sequence()
  const told = async (): Promise<Welcome & { first_run: boolean }> => {
    const welcome = await read(path)
    const { sessions, repositories } = hub.state
    const isUnused = Object.keys(sessions).length === 0 && repositories.length === 0
    return { ...welcome, first_run: welcome.step === 'new' && isUnused }
  }
  return {
    'welcome/get': told,
    'welcome/update': async (changes) => {
      await order.run(async () => {
        const next: Welcome = { ...(await read(path)), ...defined(changes) }
        await writeFileAtomic(path, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
      })
      return await told()
    },
    'repository/inspect': async ({ cwd }) => {
      const [{ root, name }, { said }] = await Promise.all([locateRepository(git, cwd), git.version()])
      const [branch, state] = await Promise.all([readBranch(git, root), readState(root).catch(() => null)])
      return { root, name, branch: branch === null ? null : redact(branch), backlog_id: idOf(branch, state?.backlog_id), git: said }
    },
  }
}

async function read(path: string): Promise<Welcome> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return { step: 'new', folder: null }
  return welcomeSchema.safeParse(parseJson(text)).data ?? { step: 'done', folder: null }
}

function defined(changes: { readonly [K in keyof Welcome]?: Welcome[K] | undefined }): Partial<Welcome> {
  const { step, folder } = changes
  return { ...(step === undefined ? {} : { step }), ...(folder === undefined ? {} : { folder }) }
}

/** What a session would be named after; one that cannot be a name is none. */
function idOf(branch: string | null, state: unknown): string | null {
  try {
    const id = detectBacklogId({ branch, state })
    return id !== null && redact(id) === id ? id : null
  } catch {
    return null
  }
}
