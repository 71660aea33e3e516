import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { SettingsStore } from './settingsStore.ts'

const NOW = Date.UTC(2026, 10, 22, 14)
const SET_ASIDE = 'settings.corrupt-2026-11-22T14-00-00-000Z.json'

suite('main/settings/settingsStore', () => {
  let home: string
  let damaged: (string | null)[]

  beforeEach(() => {
    home = tempFolder()
    damaged = []
  })
  afterEach(() => removeFolder(home))

  const file = (): string => join(home, 'settings.json')
  const onDisk = (): unknown => JSON.parse(readFileSync(file(), 'utf8'))
  async function open(environment: Record<string, string> = {}): Promise<SettingsStore> {
    const store = new SettingsStore({ path: file(), environment, now: () => NOW, damaged: (name) => damaged.push(name) })
    await store.load()
    return store
  }

  test('without a file the defaults hold, and none is made', async () => {
    expect((await open()).current).toEqual(DEFAULT_SETTINGS)
    expect([readdirSync(home), damaged]).toEqual([[], []])
  })

  test('what is set holds at once and after a start, in a private file', async () => {
    const store = await open()
    await store.update({ 'limits.maxSessions': 12, 'log.level': 'warn' })
    expect(store.current).toEqual({ ...DEFAULT_SETTINGS, 'limits.maxSessions': 12, 'log.level': 'warn' })
    expect(onDisk()).toEqual({ schemaVersion: 1, 'limits.maxSessions': 12, 'log.level': 'warn' })
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect((await open()).current).toEqual(store.current)
    expect(readdirSync(home)).toEqual(['settings.json'])
  })

  test('all of an update is taken, or none of it', async () => {
    const store = await open()
    const refused = (code: string, says: RegExp) => expect.objectContaining({ code, message: expect.stringMatching(says) })
    for (const [values, says] of [
      [{ 'log.level': 'warn', 'limits.maxSessions': 65 }, /limits\.maxSessions takes a whole number from 1 to 64/],
      [{ 'log.level': 'warn', nonsense: 1 }, /no setting "nonsense"/],
      [{ constructor: 1 }, /no setting "constructor"/],
      [{ 'limits.maxSessions': '8' }, /takes a whole number/],
      [{ 'limits.maxSessions': null }, /takes a whole number/],
    ] as const) {
      await expect(store.update(values)).rejects.toEqual(refused('usage.badInput', says))
    }
    expect([store.current, existsSync(file())]).toEqual([DEFAULT_SETTINGS, false])
  })

  test('for one repository some keys can be set, and are given back', async () => {
    const store = await open()
    const told: (readonly string[])[] = []
    store.onChange((_now, _before, repos) => void told.push(repos))
    await store.update({ 'recording.ignore': 'out/' }, '/r')
    expect([store.forRepo('/r')['recording.ignore'], store.forRepo('/s')['recording.ignore'], store.ownKeys('/r')]).toEqual(['out/', '', ['recording.ignore']])
    expect((await open()).forRepo('/r')['recording.ignore']).toBe('out/')
    await expect(store.update({ 'limits.maxGitOps': 2 }, '/r')).rejects.toMatchObject({ code: 'usage.badInput' })
    await expect(store.update({ 'recording.ignore': 7 }, '/r')).rejects.toMatchObject({ code: 'usage.badInput' })
    await store.reset(['recording.ignore'], '/r')
    expect([store.forRepo('/r'), onDisk(), told]).toEqual([store.current, { schemaVersion: 1, repositories: {} }, [['/r'], ['/r']]])
  })

  test('what a person wrote for a repository and makes no sense is passed over', async () => {
    const odd = { repositories: { '/r': { 'flags.pythonCompat': 'no', 'flags.liveUpdates': false, 'limits.maxSessions': 1 }, '/s': 7, __proto__: { x: 1 } } }
    writeFileSync(file(), JSON.stringify(odd))
    const store = await open()
    expect(store.forRepo('/r')).toEqual({ ...DEFAULT_SETTINGS, 'flags.liveUpdates': false })
    expect([store.forRepo('/s'), store.forRepo('constructor')]).toEqual([DEFAULT_SETTINGS, DEFAULT_SETTINGS])
    writeFileSync(file(), JSON.stringify({ repositories: [1] }))
    expect((await open()).forRepo('/r')).toEqual(DEFAULT_SETTINGS)
  })

  test('keys of others and of newer versions stay, whatever is changed', async () => {
    writeFileSync(file(), '{"schemaVersion": 3, "future.key": {"a": [1]}, "log.level": "warn", "__proto__": 7}')
    const store = await open()
    await store.update({ 'limits.maxSessions': 3 })
    await store.reset(['log.level'])
    expect(readFileSync(file(), 'utf8')).toBe(
      '{\n  "schemaVersion": 3,\n  "future.key": {\n    "a": [\n      1\n    ]\n  },\n  "__proto__": 7,\n  "limits.maxSessions": 3\n}\n',
    )
    await store.reset(undefined)
    expect(onDisk()).toEqual(JSON.parse('{"schemaVersion": 3, "future.key": {"a": [1]}, "__proto__": 7}'))
    expect(store.current).toEqual(DEFAULT_SETTINGS)
  })

  test('what a person writes into the file meanwhile is not lost by the next change', async () => {
    const store = await open()
    await store.update({ 'log.level': 'warn' })
    writeFileSync(file(), '{"log.level": "error", "limits.maxSessions": 2}')
    await store.update({ 'flags.pollInterval': 5 })
    expect(store.current).toMatchObject({ 'log.level': 'error', 'limits.maxSessions': 2, 'flags.pollInterval': 5 })
  })

  test('changes at the same time all hold', async () => {
    const store = await open()
    const values = [{ 'log.level': 'warn' }, { 'limits.maxSessions': 4 }, { 'flags.pollInterval': 7 }, { 'ipc.port': 8123 }]
    await Promise.all(values.map((value) => store.update(value)))
    expect(onDisk()).toEqual({ schemaVersion: 1, ...Object.assign({}, ...values) })
  })

  const DAMAGED: readonly [name: string, content: string | Buffer][] = [
    ['half written', '{"schemaVersion": 1, "log.lev'],
    ['empty', ''],
    ['a list', '[1]'],
    ['null', 'null'],
    ['bytes', Buffer.from([0, 255, 1, 2])],
    ['far too long', ' '.repeat(1024 * 1024 + 1)],
  ]
  for (const [name, content] of DAMAGED) {
    test(`a file that is ${name} is kept under another name, told, and the defaults hold`, async () => {
      writeFileSync(file(), content)
      const store = await open()
      expect([store.current, damaged, readdirSync(home)]).toEqual([DEFAULT_SETTINGS, [SET_ASIDE], [SET_ASIDE]])
      expect(readFileSync(join(home, SET_ASIDE))).toEqual(Buffer.from(content))
      await store.update({ 'log.level': 'warn' })
      expect(onDisk()).toEqual({ schemaVersion: 1, 'log.level': 'warn' })
    })
  }

  test('a file that is damaged while Scribe runs costs nothing that was set', async () => {
    const store = await open()
    await store.update({ 'limits.maxSessions': 5 })
    writeFileSync(file(), '{"limits.max')
    await store.update({ 'log.level': 'warn' })
    expect([damaged, onDisk()]).toEqual([[SET_ASIDE], { schemaVersion: 1, 'limits.maxSessions': 5, 'log.level': 'warn' }])
  })

  test('a pipe or a folder in its place neither hangs nor crashes', async () => {
    execFileSync('mkfifo', [file()])
    expect((await open()).current).toEqual(DEFAULT_SETTINGS)
    mkdirSync(file())
    expect((await open()).current).toEqual(DEFAULT_SETTINGS)
    expect(damaged).toHaveLength(2)
  })

  test('a link of the person’s own stays a link', async () => {
    writeFileSync(join(home, 'dotfile.json'), '{}')
    symlinkSync('dotfile.json', file())
    await (await open()).update({ 'log.level': 'warn' })
    expect(readlinkSync(file())).toBe('dotfile.json')
    expect(JSON.parse(readFileSync(join(home, 'dotfile.json'), 'utf8'))).toMatchObject({ 'log.level': 'warn' })
  })

  test('a change that cannot be written is refused and does not hold', async () => {
    const store = await open()
    writeFileSync(join(home, 'file'), '')
    const blocked = new SettingsStore({ path: join(home, 'file/settings.json'), environment: {}, now: () => NOW, damaged: () => undefined })
    await blocked.load()
    await expect(blocked.update({ 'log.level': 'warn' })).rejects.toEqual(expect.objectContaining({ code: 'store.failed' }))
    expect([blocked.current, store.current]).toEqual([DEFAULT_SETTINGS, DEFAULT_SETTINGS])
    chmodSync(home, 0o700)
  })

  test('a value that its setting does not take is left in the file, not heeded, and told', async () => {
    writeFileSync(file(), '{"limits.maxSessions": 1000, "log.level": "warn"}')
    const store = await open()
    expect(store.current).toEqual({ ...DEFAULT_SETTINGS, 'log.level': 'warn' })
    expect(store.refused).toEqual([{ name: 'limits.maxSessions', reason: 'takes a whole number from 1 to 64' }])
    await store.update({ 'log.level': 'info' })
    expect(onDisk()).toMatchObject({ 'limits.maxSessions': 1000 })
    await store.update({ 'limits.maxSessions': 9 })
    expect(store.refused).toEqual([])
  })

  test('a variable sets its key, locks it, and leaves the file alone', async () => {
    writeFileSync(file(), '{"recording.idleTimeout": 600, "limits.maxSessions": 4}')
    const store = await open({ SCRIBE_IDLE_TIMEOUT: '90', SCRIBE_BRANCH_TRACKING: 'false', SCRIBE_DEBUG: 'true', SCRIBE_MAX_INSTANCES: '' })
    expect(store.current).toMatchObject({
      'recording.idleTimeout': 90,
      'recording.onBranchSwitch': 'continue',
      'log.level': 'debug',
      'limits.maxSessions': 4,
    })
    expect(store.locked).toEqual({
      'recording.idleTimeout': 'SCRIBE_IDLE_TIMEOUT',
      'recording.onBranchSwitch': 'SCRIBE_BRANCH_TRACKING',
      'log.level': 'SCRIBE_DEBUG',
    })
    const locked = expect.objectContaining({ code: 'settings.locked', message: expect.stringContaining('SCRIBE_IDLE_TIMEOUT') })
    await expect(store.update({ 'recording.idleTimeout': 120 })).rejects.toEqual(locked)
    await expect(store.reset(['recording.idleTimeout'])).rejects.toEqual(locked)
    await store.update({ 'limits.maxSessions': 6 })
    expect(onDisk()).toMatchObject({ 'recording.idleTimeout': 600, 'limits.maxSessions': 6 })
  })

  test('a variable that makes no sense sets and locks nothing, and is told', async () => {
    const store = await open({ SCRIBE_IDLE_TIMEOUT: 'soon', SCRIBE_MAX_INSTANCES: '1000', SCRIBE_DEBUG: 'false' })
    expect([store.current, store.locked]).toEqual([DEFAULT_SETTINGS, {}])
    expect(store.refused.map(({ name }) => name)).toEqual(['SCRIBE_IDLE_TIMEOUT', 'SCRIBE_MAX_INSTANCES'])
  })

  test('listeners hear of changes that change something, with both values, until they leave', async () => {
    const store = await open()
    const heard: [Settings, Settings][] = []
    const leave = store.onChange((now, before) => heard.push([now, before]))
    await store.update({ 'log.level': 'warn' })
    await store.update({ 'log.level': 'warn' })
    expect(heard).toEqual([[{ ...DEFAULT_SETTINGS, 'log.level': 'warn' }, DEFAULT_SETTINGS]])
    leave()
    await store.update({ 'log.level': 'error' })
    expect(heard).toHaveLength(1)
  })
})
