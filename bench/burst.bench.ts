/**
 * Very much at once: a checkout that changes 10,000 files, and a person who commits 150 times while we watch. What counts is that
 * the record ends equal to what Git says, told in one entry, and that no command of the person's fails because of us.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScribeClient } from '../client/scribeClient.ts'
import { eventually } from '../testing/eventually.ts'
import { removeFolder, type TestRepo, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { createTree, removeTree } from './trees.ts'

const FILES = 10_000
const COMMITS = 150

export const bench: Bench = {
  summary: 'A checkout of 10,000 changed files until the record equals git status, and 150 commits beside us.',
  async run(say) {
    const home = tempFolder()
    const tree = createTree(FILES)
    const { repo } = tree
    repo.git('checkout', '-q', '-b', 'other')
    for (const path of tree.files) repo.write(path, `changed ${path}\n`)
    repo.git('-c', 'core.fsync=none', 'commit', '-q', '-a', '-m', 'all changed')
    repo.git('checkout', '-q', 'feat/B-1009-demo')
    const daemon = await startBuiltDaemon(home)
    try {
      const client = await daemon.connect()
      const { session } = await client.call('session/start', { cwd: repo.root })
      await eventually(async () => (await client.call('session/get', { session: session.id })).session.capture === 'live', 30_000)
      say(`git checkout of ${FILES} files`)
      const burst = await measureCheckout(client, repo, session.id)
      repo.git('reset', '-q', '--hard')
      say(`${COMMITS} commits`)
      return [...burst, { name: 'commits of the person that failed, of 150', value: failedCommits(repo), unit: 'commits', better: 'lower' }]
    } finally {
      await daemon.stop()
      removeFolder(home)
      removeTree(tree)
    }
  },
}

async function measureCheckout(client: ScribeClient, repo: TestRepo, session: string): Promise<Figure[]> {
  const worklog = join(repo.root, 'artifacts/worklogs/B-1009.md')
  repo.git('checkout', 'other', '--', 'src')
  const ended = performance.now()
  const changed = repo.git('status', '--porcelain', '-z', '--untracked-files=no').split('\0').length - 1
  const recorded = await eventually(async () => {
    const { changes } = (await client.call('session/get', { session })).session
    return changes >= changed ? changes : null
  }, 60_000)
  const whole = performance.now() - ended
  await eventually(() => readFileSync(worklog, 'utf8').includes(`- Changes: ${changed} file(s)`), 10_000)
  const entries = readFileSync(worklog, 'utf8').match(/- Changes: /g)?.length ?? 0
  return [
    { name: 'checkout: end of git until the record is whole', value: round(whole), unit: 'ms', better: 'lower' },
    { name: 'checkout: files lost', value: Math.abs(changed - recorded), unit: 'files', better: 'lower' },
    { name: 'checkout: entries in the worklog', value: entries, unit: 'entries', better: 'lower' },
  ]
}

function failedCommits(repo: TestRepo): number {
  let failed = 0
  for (let index = 0; index < COMMITS; index++) {
    repo.write(`src/commit${index}.ts`, `${index}\n`)
    try {
      repo.git('add', `src/commit${index}.ts`)
      repo.git('commit', '-q', '-m', `commit ${index}`)
    } catch {
      failed++
    }
  }
  return failed
}
