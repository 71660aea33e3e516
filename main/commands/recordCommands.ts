/** Commands about the record as a whole: proving it, and taking old sessions off the lists. */
import type { Entry } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { Clock } from '../base/clock.ts'
import type { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import { isLeftOver } from '../registry/cleanup.ts'
import type { RegistryProjection } from '../registry/registry.ts'
import { toRecord } from '../registry/registryShape.ts'
import { type ArchiveParts, archive } from '../sessions/archive.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Store } from '../store/store.ts'
import { verifyChain } from '../store/verifyChain.ts'
import type { WorklogProjection } from '../worklog/projection.ts'
import { verifyWorklog } from '../worklog/verifyWorklog.ts'
import type { Handlers } from './dispatch.ts'

const PAGE = 1_000

export interface RecordParts extends ArchiveParts {
  readonly sessions: Sessions
  readonly worklogs: WorklogProjection
  readonly registry: RegistryProjection
  readonly git: GitClient
  readonly clock: Clock
}

type Verified = CommandOutput<'session/verify'>

export function recordCommands(parts: RecordParts): Pick<Handlers, 'session/verify' | 'session/cleanup'> {
  return {
    'session/verify': async (asked) => await verify(parts, await parts.sessions.find(asked)),
    'session/cleanup': async ({ cwd }) => {
      const roots = cwd === undefined ? new Set(parts.recorder.all().map(({ repo }) => repo)) : [(await locateRepository(parts.git, cwd)).root]
      let removed = 0
      for (const root of roots) removed += await cleanUp(parts, root)
      return { removed }
    },
  }
}

/** What waits for the files is written first: that they lag behind for a moment is no difference. */
async function verify(parts: RecordParts, session: Session): Promise<Verified> {
  const { link, entries, brokenAt } = await verifyChain(parts.store, session.id)
  const first_difference = brokenAt === null ? await projectionDifference(parts, session) : chainDifference(brokenAt)
  return { session, ok: first_difference === null, head: link.digest, entries, first_difference }
}

function chainDifference(seq: number): Verified['first_difference'] {
  return { where: 'chain', message: `entry ${seq} is not what was recorded, or one before it is missing` }
}

async function projectionDifference({ store, recorder, worklogs, registry }: RecordParts, session: Session): Promise<Verified['first_difference']> {
  worklogs.touch(session)
  await worklogs.idle()
  const worklog = await verifyWorklog({ repo: session.repo, backlogId: session.backlog_id }, entriesOf(store, session.id))
  if (worklog !== null) return { where: 'worklog', message: worklog }
  const newest = recorder.all().findLast(({ repo, backlog_id }) => repo === session.repo && backlog_id === session.backlog_id)
  // The registry has one place for an id; it is the newest session's.
  const message = newest?.id === session.id ? await registry.check(session) : null
  return message === null ? null : { where: 'registry', message }
}

async function* entriesOf(store: Store, sessionId: string): AsyncGenerator<Entry> {
  for (let sinceSeq = 0; ; ) {
    const page = await store.run({ kind: 'entries', sessionId, sinceSeq, limit: PAGE, newest: false })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    sinceSeq = last.seq
  }
}

/** Takes off what the Python program's rule names, in the registry and here; how many that were. */
async function cleanUp(parts: RecordParts, root: string): Promise<number> {
  const { recorder, registry, clock } = parts
  return await recorder.order(root).run(async () => {
    const newest = new Map(recorder.all().flatMap((session) => (session.repo === root ? [[session.backlog_id, session]] : [])))
    const own = [...newest].filter(([, session]) => isLeftOver(toRecord(session, 0), clock.wall())).map(([key]) => key)
    const keys = new Set([...own, ...(await registry.cleanUp(root))])
    await archive(parts, root, keys)
    return keys.size
  })
}
