/** Repositories a context is fetched of: so many files, a long history, many worklogs, some files that differ, a session that records. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitEnvironment } from '../testing/scaffold.ts'
import { createTree, type Tree } from './trees.ts'

export interface GroundSize {
  readonly files: number
  readonly commits: number
  readonly worklogs: number
}

const DIFFERING = 12

/** A repository on `feat/B-1009-demo`, clean but for a few files. */
export function createGround({ files, commits, worklogs }: GroundSize): Tree {
  const tree = createTree(files)
  const { root } = tree.repo
  appendFileSync(join(root, '.git/info/exclude'), 'artifacts/\n.ai_state.json\n')
  lengthenHistory(tree, commits)
  writeWorklogs(root, worklogs)
  for (const path of tree.files.slice(0, DIFFERING)) appendFileSync(join(root, path), 'more\n')
  writeFileSync(join(root, 'new.ts'), 'new\n')
  return tree
}

/** HEAD becomes another: one more commit, with one small file. */
export function moveHead(root: string, index: number): void {
  writeFileSync(join(root, 'moving.txt'), `${index}\n`)
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: root, env: gitEnvironment(), stdio: 'ignore' })
  git('add', 'moving.txt')
  git('commit', '-q', '-m', `move ${index}`, '--', 'moving.txt')
}

function lengthenHistory({ repo }: Tree, commits: number): void {
  const branch = repo.git('symbolic-ref', 'HEAD').trim()
  const first = repo.git('rev-parse', 'HEAD').trim()
  const commit = (n: number): string => {
    const [message, content] = [`commit ${n}`, `${n}\n`]
    const head = `commit ${branch}\ncommitter T <t@example.invalid> ${1_700_000_000 + n} +0000\ndata ${message.length}\n${message}\n`
    return `${head}${n === 0 ? `from ${first}\n` : ''}M 100644 inline history.txt\ndata ${content.length}\n${content}\n`
  }
  const input = Array.from({ length: commits }, (_, n) => commit(n)).join('')
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: repo.root, env: gitEnvironment(), input })
  repo.git('reset', '-q', '--hard')
}

function writeWorklogs(root: string, count: number): void {
  mkdirSync(join(root, 'artifacts/worklogs'), { recursive: true })
  const entry = (n: number): string => `\n## 2026-11-20 10:${String(n).padStart(2, '0')}:00\n\n- Decision: number ${n} of the parser\n`
  const text = Array.from({ length: 40 }, (_, n) => entry(n)).join('')
  for (let n = 0; n < count; n++) writeFileSync(join(root, `artifacts/worklogs/B-${n}.md`), `# Worklog B-${n}\n${text}`)
}
