import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { agentFiles, INSTALLABLE } from './agentConfigs.ts'
import { type InstallPlace, install, isInstalled, plannedInstall, remove } from './installAgent.ts'

const RECEIVER = fileURLToPath(new URL('../../plugins/hooks/scribe-hook', import.meta.url))
/** Files as people have them: of other forms, with keys of their own, empty. */
const FILES = [
  null,
  '',
  '{}',
  '{"theme":"dark","hooks":{"Stop":[{"hooks":[{"type":"command","command":"say done"}]}]},"mcpServers":{"other":{"command":"/x"}}}',
  '{\n\t"model" : "opus",\n\t"hooks" : { "PreToolUse" : [ ] },\n\t"n": 1.50\n}',
  '{\n    "mcpServers": {},\n    "unicode": "\u00e9 \\u00e9"\n}\n\n',
]

suite('client/agents/installAgent', () => {
  let folder: string
  let place: InstallPlace

  beforeEach(() => {
    folder = tempFolder()
    place = { userHome: join(folder, 'home'), scribeHome: join(folder, 'data folder'), receiver: RECEIVER, scribe: '/opt/scribe/bin/scribe' }
  })
  afterEach(() => removeFolder(folder))

  const put = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const read = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null)

  for (const agent of INSTALLABLE) {
    for (const [index, text] of FILES.entries()) {
      test(`${agent}, file ${index}: put in twice and taken out, every file is byte for byte what it was`, () => {
        const files = agentFiles(agent, place.userHome)
        for (const { path } of files) if (text !== null) put(path, text)
        const before = files.map(({ path }) => read(path))
        install(agent, place)
        expect([isInstalled(agent, place), files.every(({ path }) => read(path)?.includes('scribe') === true)]).toEqual([true, true])
        const once = files.map(({ path }) => read(path))
        install(agent, place)
        expect(files.map(({ path }) => read(path))).toEqual(once)
        remove(agent, place)
        expect([files.map(({ path }) => read(path)), isInstalled(agent, place)]).toEqual([before, false])
      })
    }

    test(`${agent}: what somebody has changed since stays, and only Scribe’s part goes`, () => {
      const files = agentFiles(agent, place.userHome)
      install(agent, place)
      const changed = files.filter(({ path }) => !path.endsWith('hooks/scribe.json'))
      for (const { path } of changed) put(path, JSON.stringify({ ...JSON.parse(read(path) ?? '{}'), theirs: true }))
      remove(agent, place)
      for (const { path } of changed) expect(JSON.parse(read(path) ?? '{}')).toEqual({ theirs: true })
    })

    test(`${agent}: nothing runs before a tool, and every command runs`, () => {
      install(agent, place)
      const all = agentFiles(agent, place.userHome)
        .map(({ path }) => read(path))
        .join('\n')
      expect(all).not.toMatch(/PreToolUse|BeforeTool|preToolUse/)
      const commands = [...all.matchAll(/"(?:command|bash)": "((?:[^"\\]|\\.)*scribe-hook(?:[^"\\]|\\.)*)"/g)].map(([, command = '']) =>
        JSON.parse(`"${command}"`),
      )
      expect(commands.length).toBeGreaterThan(2)
      for (const command of commands) execFileSync('/bin/sh', ['-c', command], { input: '{}', env: { SCRIBE_HOME: join(folder, 'none') } })
    })
  }

  test('a file that is no JSON, or names another server of the name, is left alone', () => {
    const path = join(place.userHome, '.claude/settings.json')
    put(path, '{"theme": // mine\n}')
    expect(() => install('claude-code', place)).toThrow('is no JSON object')
    expect([read(path), isInstalled('claude-code', place)]).toEqual(['{"theme": // mine\n}', false])
    put(path, '{}')
    put(join(place.userHome, '.claude.json'), '{"mcpServers":{"scribe":{"command":"/theirs"}}}')
    expect(() => install('claude-code', place)).toThrow('another server "scribe"')
    expect([read(path), isInstalled('claude-code', place)]).toEqual(['{}', false])
    expect(remove('claude-code', place).filter(({ before, after }) => before !== after)).toEqual([])
  })

  test('what would be done is shown without doing it; modes stay', () => {
    const path = join(place.userHome, '.claude/settings.json')
    put(path, '{}')
    execFileSync('chmod', ['640', path])
    expect(plannedInstall('claude-code', place)[0]?.after).toContain('PostToolUse')
    expect(read(path)).toBe('{}')
    install('claude-code', place)
    expect(statSync(path).mode & 0o777).toBe(0o640)
  })
})
