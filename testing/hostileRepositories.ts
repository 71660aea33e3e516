/**
 * Every place in which a repository can name a program, one hostile repository each, and the ordinary Git command that
 * falls for it. Data for tests; the words of Git's documentation: git-config(1), gitattributes(5), githooks(5).
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileGround } from './hostileGround.ts'
import { createRepo, removeFolder } from './scaffold.ts'

export interface Attack {
  readonly name: string
  /** Plants the program; its canary is called as the attack. */
  readonly plant: (ground: HostileGround, name: string) => void
  /** What an ordinary Git is asked to do. */
  readonly provoke: readonly string[]
  /** Folder in the repository where Git is asked, `.` by default. */
  readonly within?: string
}

const STATUS = ['status', '--porcelain']
const ATTRIBUTES = 'a.txt filter=x diff=x merge=x\n'
const HOOKS = ['post-index-change', 'fsmonitor-watchman', 'query-watchman', 'reference-transaction', 'post-checkout', 'pre-auto-gc']

export const ATTACKS: readonly Attack[] = [
  { name: 'fsmonitor', plant: (ground, name) => ground.config('core.fsmonitor', ground.canary(name)), provoke: STATUS },
  { name: 'hooks-folder', plant: (ground, name) => hooksIn(ground, { name, folder: join(ground.root, '.git/hooks') }), provoke: ['update-index', '--refresh'] },
  {
    name: 'hooks-path',
    plant: (ground, name) => {
      hooksIn(ground, { name, folder: join(ground.outside, 'hooks') })
      ground.config('core.hooksPath', join(ground.outside, 'hooks'))
    },
    provoke: ['update-index', '--refresh'],
  },
  { name: 'filter-clean', plant: (ground, name) => driver(ground, 'filter.x.clean', name), provoke: STATUS },
  { name: 'filter-process', plant: (ground, name) => driver(ground, 'filter.x.process', name), provoke: STATUS },
  {
    name: 'filter-of-info-attributes',
    plant: (ground, name) => {
      ground.config('filter.Odd.Name.clean', ground.canary(name))
      writeFileSync(join(ground.root, '.git/info/attributes'), 'd.txt filter=Odd.Name\n')
    },
    provoke: STATUS,
  },
  { name: 'textconv', plant: (ground, name) => driver(ground, 'diff.x.textconv', name), provoke: ['log', '-p'] },
  { name: 'diff-command', plant: (ground, name) => driver(ground, 'diff.x.command', name), provoke: ['diff'] },
  { name: 'external-diff', plant: (ground, name) => ground.config('diff.external', ground.canary(name)), provoke: ['diff'] },
  { name: 'gpg', plant: signed, provoke: ['log'] },
  {
    name: 'include',
    plant: (ground, name) => {
      ground.config('include.path', ground.put('included', `[filter "x"]\n\tclean = ${ground.canary(name)}\n`))
      ground.repo.write('.gitattributes', ATTRIBUTES)
    },
    provoke: STATUS,
  },
  {
    name: 'include-if',
    plant: (ground, name) => {
      ground.config('includeIf.onbranch:feat/**.path', ground.put('included', `[core]\n\tfsmonitor = ${ground.canary(name)}\n`))
    },
    provoke: STATUS,
  },
  {
    name: 'worktree-config',
    plant: (ground, name) => {
      ground.config('extensions.worktreeConfig', 'true')
      appendFileSync(join(ground.root, '.git/config.worktree'), `[filter "x"]\n\tclean = ${ground.canary(name)}\n`)
      ground.repo.write('.gitattributes', ATTRIBUTES)
    },
    provoke: STATUS,
  },
  { name: 'submodule', plant: submodule, provoke: STATUS },
  { name: 'submodule-from-inside', plant: submodule, provoke: STATUS, within: 'inner' },
  { name: 'hidden-bare-repository', plant: hiddenBare, provoke: STATUS, within: 'docs' },
  { name: 'ext-transport', plant: (ground, name) => promisor(ground, `ext::${ground.canary(name)}`), provoke: STATUS },
  {
    name: 'ssh-command',
    plant: (ground, name) => {
      ground.config('core.sshCommand', ground.canary(name))
      promisor(ground, 'ssh://example.invalid/x')
    },
    provoke: STATUS,
  },
  {
    name: 'git-proxy',
    plant: (ground, name) => {
      ground.config('core.gitProxy', ground.canary(name))
      promisor(ground, 'git://example.invalid/x')
    },
    provoke: STATUS,
  },
  {
    name: 'upload-pack',
    plant: (ground, name) => {
      promisor(ground, ground.root)
      ground.config('remote.origin.uploadpack', ground.canary(name))
    },
    provoke: STATUS,
  },
  {
    name: 'credential-helper',
    plant: (ground, name) => {
      ground.config('credential.helper', `!${ground.canary(name)}`)
    },
    provoke: ['credential', 'fill'],
  },
  { name: 'alternate-refs', plant: alternateRefs, provoke: ['fetch', 'elsewhere'] },
  {
    name: 'alias',
    plant: (ground, name) => {
      for (const verb of ['status', 'rev-parse', 'ls-files', 'config', 'log', 'worktree', 'version', 'evil'])
        ground.config(`alias.${verb}`, `!${ground.canary(name)}`)
    },
    provoke: ['evil'],
  },
  {
    name: 'pager',
    plant: (ground, name) => {
      for (const key of ['core.pager', 'pager.status', 'pager.log', 'pager.config', 'pager.worktree']) ground.config(key, ground.canary(name))
    },
    provoke: ['grep', '-O', 'x'],
  },
  {
    name: 'editor',
    plant: (ground, name) => {
      for (const key of ['core.editor', 'sequence.editor']) ground.config(key, ground.canary(name))
    },
    provoke: ['commit', '--amend'],
  },
  {
    name: 'ask-pass',
    plant: (ground, name) => ground.config('core.askPass', ground.canary(name)),
    provoke: ['credential', 'fill'],
  },
]

function driver(ground: HostileGround, key: string, name: string): void {
  ground.config(key, ground.canary(name))
  if (key.startsWith('filter.')) ground.config('filter.x.required', 'true')
  ground.repo.write('.gitattributes', ATTRIBUTES)
}

function hooksIn(ground: HostileGround, { name, folder }: { name: string; folder: string }): void {
  const program = ground.canary(name)
  ground.put('hooks/README', '')
  for (const hook of HOOKS) writeFileSync(join(folder, hook), `#!/bin/sh\nexec '${program}'\n`, { mode: 0o755 })
}

/** A commit with a signature, made by a program that only pretends to sign. */
function signed(ground: HostileGround, name: string): void {
  const signature = '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'
  const signer = ground.put('signer.sh', `#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\nprintf -- '${signature}'\n`, 0o755)
  ground.repo.git('-c', `gpg.program=${signer}`, 'commit', '-q', '--allow-empty', '-S', '-m', 'signed')
  for (const key of ['gpg.program', 'gpg.openpgp.program', 'gpg.ssh.program', 'gpg.x509.program']) ground.config(key, ground.canary(name))
  ground.config('log.showSignature', 'true')
}

/** A submodule whose own settings name the program. */
function submodule(ground: HostileGround, name: string): void {
  const inner = createRepo({ files: { 'i.txt': 'x\n' } })
  ground.repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'inner')
  ground.repo.commit('with a submodule')
  removeFolder(inner.root)
  const program = ground.canary(name)
  appendFileSync(join(ground.root, '.git/modules/inner/config'), `[core]\n\tfsmonitor = ${program}\n[filter "s"]\n\tclean = ${program}\n`)
  writeFileSync(join(ground.root, '.git/modules/inner/info/attributes'), 'i.txt filter=s\n')
  // As long as before, so that Git has to read it.
  ground.repo.write('inner/i.txt', 'y\n')
}

/** A Git directory among the files: it comes with a clone, and its settings are the author's. */
function hiddenBare(ground: HostileGround, name: string): void {
  cpSync(join(ground.root, '.git'), join(ground.root, 'docs'), { recursive: true })
  const config = join(ground.root, 'docs/config')
  execFileSync('git', ['config', '-f', config, 'core.worktree', ground.root])
  execFileSync('git', ['config', '-f', config, 'core.fsmonitor', ground.canary(name)])
}

/** A partial clone without the objects that a status needs: an ordinary Git fetches them, by whatever means the settings name. */
function promisor(ground: HostileGround, url: string): void {
  const settings = { 'core.repositoryFormatVersion': '1', 'extensions.partialClone': 'origin', 'remote.origin.promisor': 'true', 'remote.origin.url': url }
  for (const [key, value] of Object.entries(settings)) ground.config(key, value)
  for (const protocol of ['ext', 'ssh', 'git', 'file']) ground.config(`protocol.${protocol}.allow`, 'always')
  const tree = ground.repo.git('rev-parse', 'HEAD^{tree}').trim()
  rmSync(join(ground.root, '.git/objects', tree.slice(0, 2), tree.slice(2)))
}

/** Objects borrowed from another repository, whose refs a program is asked for. */
function alternateRefs(ground: HostileGround, name: string): void {
  const other = join(ground.outside, 'other')
  createRepo({ folder: other, files: { 'o.txt': 'x\n' } })
  writeFileSync(join(ground.root, '.git/objects/info/alternates'), `${join(other, '.git/objects')}\n`)
  ground.config('remote.elsewhere.url', other)
  ground.config('core.alternateRefsCommand', ground.canary(name))
}
