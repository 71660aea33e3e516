import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { bashScript, zshScript } from './completion.ts'
import { allForms } from './table.ts'

/** The words typed, the last one to be completed, and what is offered. */
const OFFERS: readonly [typed: readonly string[], offered: readonly string[]][] = [
  [['sto'], ['stop']],
  [['un'], ['untag']],
  [['start', '--ty'], ['--type']],
  [['start', '--type', 'd'], ['debug']],
  [
    ['update', '--priority', ''],
    ['high', 'medium', 'low'],
  ],
  [['list', '--status-filter', 'o'], ['orphaned']],
  [['config', 're'], ['reset']],
  [
    ['config', 'set', 'limits.max'],
    ['limits.maxSessions', 'limits.maxGitOps', 'limits.maxGitOpsPerRepo', 'limits.maxFileReads', 'limits.maxSummarizerJobs', 'limits.maxClients'],
  ],
  [
    ['completion', ''],
    ['zsh', 'bash'],
  ],
  [['stop', '--cwd', 'with'], ['with space']],
  [['nonsense', ''], []],
]

suite('cli/verbs/completion', () => {
  let folder: string

  beforeAll(() => {
    folder = tempFolder()
    mkdirSync(join(folder, 'with space'))
    writeFileSync(join(folder, 'bash'), bashScript(allForms()))
    writeFileSync(join(folder, 'zsh'), zshScript(allForms()))
  })
  afterAll(() => removeFolder(folder))

  for (const [typed, offered] of OFFERS) {
    test(`bash offers ${JSON.stringify(offered)} for scribe ${typed.join(' ')}`, () => {
      const script = `source ./bash; COMP_WORDS=(scribe "$@"); COMP_CWORD=$#; _scribe; for one in "\${COMPREPLY[@]}"; do printf '%s\\n' "$one"; done`
      const out = execFileSync('bash', ['--norc', '-c', script, 'bash', ...typed], { cwd: folder, encoding: 'utf8' })
      expect(out.split('\n').slice(0, -1)).toEqual(offered)
    })
  }

  test('zsh loads its script and offers the same, where there is a zsh', () => {
    const script = `compadd() { shift; print -rl -- "$@" }; compdef() { }; source ./zsh; words=(scribe config set ''); CURRENT=4; _scribe`
    const { error, stdout } = spawnSync('zsh', ['-f', '-c', script], { cwd: folder, encoding: 'utf8' })
    // Linux seldom has one; a Mac always does.
    if (error === undefined) expect(stdout.split('\n')).toContain('limits.maxSessions')
    else expect(process.platform).not.toBe('darwin')
  })

  test('every verb and each of its options stands in both scripts', () => {
    for (const script of [bashScript(allForms()), zshScript(allForms())]) {
      for (const [name, form] of allForms()) {
        expect(script).toMatch(new RegExp(`\\b${name}\\b`))
        for (const option of Object.keys(form.options)) expect(script).toContain(`--${option}`)
      }
    }
  })
})
