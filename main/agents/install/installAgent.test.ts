import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { INSTALLABLE } from '../../../shared/domain/integrationNames.ts'
import { removeFolder, tempFolder } from '../../../testing/scaffold.ts'
import { agentFiles, agentFolder } from './agentFiles.ts'
import { install, plannedInstall, plannedRemoval, remove, standing } from './installAgent.ts'
import type { InstallPlace } from './installPlace.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** Files as people have them: of other forms, with keys of their own, empty. */
const FILES = [
  null,
  '',
  '{}',
  '{"theme":"dark","hooks":{"Stop":[{"hooks":[{"type":"command","command":"say done"}]}]},"mcpServers":{"other":{"command":"/x"}},"servers":{"o":{}},"mcp":{"o":{}}}',
  '{\n\t"model" : "opus",\n\t"hooks" : { "PreToolUse" : [ ] },\n\t"n": 1.50\n}',
  '{\n    "mcpServers": {},\n    "servers": {}, "mcp": {},\n    "unicode": "\u00e9 \\u00e9"\n}\n\n',
]

suite('main/agents/install/installAgent', () => {
  let folder: string
  let place: InstallPlace

  beforeEach(() => {
    folder = tempFolder()
    place = { userHome: join(folder, 'home'), scribeHome: join(folder, 'data folder'), resources: ROOT, platform: 'darwin' }
  })
  afterEach(() => removeFolder(folder))

  const put = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const read = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null)
  const stateOf = (agent: (typeof INSTALLABLE)[number]): string => standing(agent, place).state

  for (const agent of INSTALLABLE) {
    for (const [index, text] of FILES.entries()) {
      test(`${agent}, file ${index}: put in twice and taken out, every file is byte for byte what it was`, () => {
        const files = agentFiles(agent, place)
        for (const { path } of files) if (text !== null) put(path, text)
        const before = files.map(({ path }) => read(path))
        install(agent, place)
        expect([stateOf(agent), files.every(({ path }) => read(path)?.includes('scribe') === true)]).toEqual(['installed', true])
        const once = files.map(({ path }) => read(path))
        expect(plannedInstall(agent, place).map(({ after }) => after)).toEqual(once)
        install(agent, place)
        expect(files.map(({ path }) => read(path))).toEqual(once)
        expect(plannedRemoval(agent, place).map(({ after }) => after)).toEqual(before)
        remove(agent, place)
        expect([files.map(({ path }) => read(path)), stateOf(agent)]).toEqual([before, text === null ? 'notFound' : stateOf(agent)])
        if (text === null) expect(existsSync(place.userHome)).toBe(false)
      })
    }

    test(`${agent}: what somebody has changed since stays, and only Scribe’s part goes`, () => {
      const files = agentFiles(agent, place)
      install(agent, place)
      const changed = files.filter(({ kind }) => kind === 'json')
      for (const { path } of changed) put(path, JSON.stringify({ ...JSON.parse(read(path) ?? '{}'), theirs: true }))
      for (const { path } of files.filter(({ kind }) => kind === 'text')) put(path, `${read(path)}\n`)
      remove(agent, place)
      for (const { path } of changed) expect(JSON.parse(read(path) ?? '{}')).toEqual({ theirs: true })
      expect(files.filter(({ kind, path }) => kind === 'text' && existsSync(path))).toEqual([])
    })

    test(`${agent}: nothing runs before a tool, and every command runs`, () => {
      install(agent, place)
      const all = agentFiles(agent, place)
        .map(({ path }) => read(path))
        .join('\n')
      expect(all).not.toMatch(/PreToolUse|BeforeTool|preToolUse|tool\.execute\.before/)
      const commands = [...all.matchAll(/"(?:command|bash)": "((?:[^"\\]|\\.)*scribe-hook(?:[^"\\]|\\.)*)"/g)].map(([, command = '']) =>
        JSON.parse(`"${command}"`),
      )
      expect(commands.length > 2).toBe(['claude-code', 'codex', 'gemini', 'copilot'].includes(agent))
      for (const command of commands) execFileSync('/bin/sh', ['-c', command], { stdio: 'ignore', env: { SCRIBE_HOME: join(folder, 'none') } })
    })

    test(`${agent}: not there, there, in, in part, and in with another Scribe are told apart`, () => {
      expect(stateOf(agent)).toBe('notFound')
      mkdirSync(agentFolder(agent, place), { recursive: true })
      expect(stateOf(agent)).toBe('notInstalled')
      install(agent, place)
      const [first] = agentFiles(agent, place)
      const whole = read(first?.path ?? '') ?? ''
      expect(stateOf(agent)).toBe('installed')
      put(first?.path ?? '', '{"theirs":1}')
      expect(stateOf(agent)).toBe('changed')
      put(first?.path ?? '', whole)
      const moved = { ...place, resources: join(folder, 'moved'), scribeHome: join(folder, 'other data') }
      for (const path of ['plugins/hooks/scribe-hook', 'plugins/opencode/scribe.js', 'plugins/shell/scribe']) put(join(moved.resources, path), 'x @RECEIVER@')
      expect(standing(agent, moved).state).toBe('changed')
    })
  }

  test('Claude Code waits for its prompt hook only where it is to read what has changed, and putting it in again changes that', () => {
    const settings = join(place.userHome, '.claude/settings.json')
    const promptHook = (): Record<string, unknown> => JSON.parse(readFileSync(settings, 'utf8')).hooks.UserPromptSubmit[0].hooks[0]
    install('claude-code', place)
    expect(promptHook()).toMatchObject({ async: true })
    install('claude-code', { ...place, promptWaits: true })
    expect([promptHook().async, promptHook().timeout]).toEqual([undefined, 2])
    install('claude-code', place)
    expect(promptHook()).toMatchObject({ async: true })
    remove('claude-code', place)
    expect(existsSync(place.userHome)).toBe(false)
  })

  test('a file that is no JSON, no text, or names another server of the name, is left alone', () => {
    const path = join(place.userHome, '.claude/settings.json')
    put(path, '{"theme": // mine\n}')
    expect(() => install('claude-code', place)).toThrow('is no JSON object')
    expect([read(path), standing('claude-code', place).problem]).toEqual(['{"theme": // mine\n}', expect.stringContaining('is no JSON object')])
    symlinkSync('/nowhere/at/all', join(place.userHome, '.claude.json'))
    expect(() => install('claude-code', place)).toThrow()
    rmSync(join(place.userHome, '.claude.json'))
    writeFileSync(path, Buffer.from('{"a":"\xff"}', 'latin1'))
    expect(() => install('claude-code', place)).toThrow('cannot be read')
    put(path, '{}')
    put(join(place.userHome, '.claude.json'), '{"mcpServers":{"scribe":{"command":"/theirs"}}}')
    expect(() => install('claude-code', place)).toThrow('.claude.json names another server "scribe"')
    expect([read(path), stateOf('claude-code')]).toEqual(['{}', 'notInstalled'])
    expect(remove('claude-code', place).filter(({ before, after }) => before !== after)).toEqual([])
  })

  test('what would be done is shown without doing it; modes and links stay', () => {
    const [path, real] = [join(place.userHome, '.claude/settings.json'), join(folder, 'dotfiles/settings.json')]
    put(real, '{}')
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(real, path)
    chmodSync(real, 0o640)
    expect(plannedInstall('claude-code', place)[0]?.after).toContain('PostToolUse')
    expect(read(path)).toBe('{}')
    install('claude-code', place)
    expect([lstatSync(path).isSymbolicLink(), statSync(real).mode & 0o777, read(real)?.includes('PostToolUse')]).toEqual([true, 0o640, true])
    remove('claude-code', place)
    expect([lstatSync(path).isSymbolicLink(), read(real)]).toEqual([true, '{}'])
  })

  test('when one of its files cannot be written, the others are as they were', () => {
    const path = join(place.userHome, '.copilot/hooks/scribe.json')
    // A folder stands where the second file belongs; that is seen only when it is written.
    const second = join(place.userHome, '.copilot/mcp-config.json')
    mkdirSync(dirname(second), { recursive: true })
    mkdirSync(`${second}.scribe-${process.pid}`)
    expect(() => install('copilot', place)).toThrow('could not be written')
    expect([existsSync(path), existsSync(dirname(path)), stateOf('copilot')]).toEqual([false, false, 'notInstalled'])
    renameSync(`${second}.scribe-${process.pid}`, join(folder, 'aside'))
    expect(readdirSync(join(place.userHome, '.copilot'))).toEqual([])
  })
})
