/** Every command of `docs/cli.md` is run, in its order, in a real repository; the page names every verb, option, setting and variable there is. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allForms } from '../../cli/verbs/table.ts'
import { SETTING_KEYS, settingOf, takesWhat } from '../../shared/domain/settings.ts'
import { commandsOf, docPage, type InstalledScribe, installScribe } from '../../testing/docPage.ts'

const PAGE = docPage('cli.md')
const code = (text: string): string => `\`${text}\``
const STREAMS = /^scribe (watch|daemon)\b/

const commands = commandsOf(PAGE)

describe('docs/cli.md', () => {
  let installed: InstalledScribe
  beforeAll(() => {
    installed = installScribe()
  })
  afterAll(() => installed.close())

  const run = (line: string, own: NodeJS.ProcessEnv = {}): ChildProcess =>
    spawn('/bin/sh', ['-c', line.replace(/^scribe/, 'exec scribe')], {
      cwd: installed.repo.root,
      env: { ...installed.environment, ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  test('it holds commands at all', () => expect(commands.length).toBeGreaterThan(30))

  for (const line of commands) {
    if (STREAMS.test(line)) continue
    test(line, async () => {
      const child = run(line)
      if (child.stdout === null || child.stderr === null) throw new Error('no output')
      const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit'), text(child.stdout)])
      expect([code, stderr.replace(/^Started Scribe in the background.*\n/, '')]).toEqual([0, ''])
    })
  }

  for (const line of commands.filter((one) => STREAMS.test(one))) {
    test(`${line} runs until it is told to stop`, async () => {
      // A daemon of its own: the one of the others owns its folder.
      const own = line.startsWith('scribe daemon') ? { SCRIBE_HOME: join(installed.tools, `home-${commands.indexOf(line)}`) } : {}
      const child = run(line, own)
      const ended = once(child, 'exit')
      if (line.startsWith('scribe watch')) await Promise.race([until(child, () => run('scribe append x --backlog-id B-1009')), ended])
      else if (child.stdout !== null) await Promise.race([once(child.stdout, 'data'), ended])
      expect(child.exitCode).toBeNull()
      child.kill('SIGINT')
      await ended
    })
  }

  /** Settles when the stream has printed something; `stir` makes something happen, again and again. */
  async function until(child: ChildProcess, stir: () => ChildProcess): Promise<void> {
    let heard = false
    child.stdout?.once('data', () => {
      heard = true
    })
    while (!heard && child.exitCode === null) await once(stir(), 'exit')
  }

  test('every verb has a command, and every option is named', () => {
    for (const [name, form] of allForms()) {
      expect(
        commands.some((line) => line.startsWith(`scribe ${name}`)),
        name,
      ).toBe(true)
      for (const option of Object.keys(form.options)) expect(PAGE, `${name} --${option}`).toContain(`--${option}`)
    }
  })

  test('every setting stands there as it is', () => {
    const rows = PAGE.split('\n').map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    for (const key of SETTING_KEYS) {
      const { default: value, effect, variable } = settingOf(key)
      const row = [code(key), String(value), takesWhat(key), effect === 'now' ? 'now' : 'at the next start', variable === undefined ? '' : code(variable.name)]
      expect(rows).toContainEqual(row)
      if (variable !== undefined) expect(rows.map(([first]) => first)).toContain(code(variable.name))
    }
  })
})
