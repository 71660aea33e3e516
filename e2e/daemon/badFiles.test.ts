/**
 * What a repository hands Scribe where its own files belong: damaged ones, and places that lead elsewhere. The record
 * goes on, the person is told, and nothing outside of what is ours is created or changed.
 */
import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { Alert, AlertCode } from '../../shared/domain/alert.ts'
import type { Session } from '../../shared/domain/session.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { Grounds } from '../../testing/grounds.ts'
import { gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { scribe } from '../../testing/scribeCommand.ts'

let home: string
let daemon: DaemonProcess
let client: ScribeClient
let grounds: Grounds

beforeAll(async () => {
  home = tempFolder()
  daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  client = await daemon.connect()
})

afterAll(async () => {
  client.close()
  await daemon.stop()
  removeFolder(home)
})

beforeEach(() => {
  grounds = new Grounds()
})

afterEach(async () => {
  const { sessions } = await client.call('session/list', { state: ['recording', 'paused'] })
  for (const session of sessions) await client.call('session/stop', { session: session.id })
  grounds.remove()
})

/** `scribe start` in the repository: it succeeds, because the record does not depend on these files. */
const startByCommand = async (): Promise<Session> => {
  const { code, stdout, stderr } = await scribe({ home, cwd: grounds.at('repo') }, 'start', '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout).session
}
const start = async (): Promise<Session> => (await client.call('session/start', { cwd: grounds.at('repo') })).session
/** The alert of this kind about the session or its repository. */
const alert = (code: AlertCode, session: Session): Promise<Alert> =>
  eventually(async () => {
    const { state } = await client.call('system/snapshot', {})
    return state.alerts.find((one) => one.code === code && (one.id.endsWith(session.repo) || one.session_id === session.id))
  })

describe('files of ours that are damaged', () => {
  const DAMAGED: readonly [name: string, content: string | Buffer][] = [
    ['half of it', '{"sessions": {"B-1": {"backlog_id": "B-1", "pi'],
    ['an array', '[]'],
    ['bytes', Buffer.from([0, 0xff, 0xfe, 0x80, 0x0a])],
    ['a session that cannot be read', '{"sessions": {"B-1": 7}}'],
  ]
  for (const [name, content] of DAMAGED) {
    test(`a registry that is ${name} is set aside, rebuilt and told`, async () => {
      grounds.repo()
      grounds.put('repo/artifacts/session_registry.json', content)
      grounds.remember()
      const session = await startByCommand()
      const { args } = await alert('registry.corrupt', session)
      const aside = readdirSync(grounds.at('repo/artifacts')).filter((file) => /^session_registry\.corrupt-[\w-]+\.json$/.test(file))
      expect([aside.length, args.file]).toEqual([1, aside[0]])
      expect(readFileSync(grounds.at(`repo/artifacts/${aside[0]}`))).toEqual(Buffer.from(content))
      expect(JSON.parse(grounds.read('repo/artifacts/session_registry.json')).sessions['B-1009']).toMatchObject({ status: 'active' })
      grounds.expectOnlyOurs()
    })
  }

  test('a state file that cannot be read is left as it is, byte for byte, and told', async () => {
    for (const content of ['{"backlog_id": "B-', '[1]', '\u0000']) {
      grounds.repo()
      grounds.put('repo/.ai_state.json', content)
      grounds.remember()
      const session = await startByCommand()
      await alert('state.corrupt', session)
      await client.call('session/stop', { session: session.id })
      await eventually(() => JSON.parse(grounds.read('repo/artifacts/session_registry.json')).sessions['B-1009'].status === 'completed')
      expect(grounds.read('repo/.ai_state.json')).toBe(content)
      grounds.expectOnlyOurs()
      await client.call('alert/dismiss', { id: (await alert('state.corrupt', session)).id })
      removeFolder(grounds.at('repo'))
    }
  })
})

describe('places of ours that lead elsewhere', () => {
  /** What a link leads to: nothing in it may change. */
  const victim = (): string => {
    grounds.put('victim/worklogs/B-1009.md', 'not yours\n')
    grounds.put('victim/state.json', '{}')
    return grounds.at('victim')
  }
  const PLACES: readonly { name: string; make: () => void; code: AlertCode }[] = [
    { name: 'artifacts is a link outward', make: () => symlinkSync(victim(), grounds.at('repo/artifacts')), code: 'worklog.failed' },
    {
      name: 'the folder of worklogs is a link outward',
      make: () => {
        mkdirSync(grounds.at('repo/artifacts'))
        symlinkSync(join(victim(), 'worklogs'), grounds.at('repo/artifacts/worklogs'))
      },
      code: 'worklog.failed',
    },
    { name: 'artifacts is a file', make: () => grounds.put('repo/artifacts', 'a file'), code: 'worklog.failed' },
    {
      name: 'the worklog is a link outward',
      make: () => {
        mkdirSync(grounds.at('repo/artifacts/worklogs'), { recursive: true })
        symlinkSync(join(victim(), 'worklogs/B-1009.md'), grounds.at('repo/artifacts/worklogs/B-1009.md'))
      },
      code: 'worklog.failed',
    },
    {
      name: 'the worklog is another name of a file outside',
      make: () => {
        mkdirSync(grounds.at('repo/artifacts/worklogs'), { recursive: true })
        linkSync(join(victim(), 'worklogs/B-1009.md'), grounds.at('repo/artifacts/worklogs/B-1009.md'))
      },
      code: 'worklog.failed',
    },
    {
      name: 'the worklog is a pipe',
      make: () => {
        mkdirSync(grounds.at('repo/artifacts/worklogs'), { recursive: true })
        execFileSync('mkfifo', [grounds.at('repo/artifacts/worklogs/B-1009.md')])
      },
      code: 'worklog.failed',
    },
    { name: 'the worklog is a folder', make: () => mkdirSync(grounds.at('repo/artifacts/worklogs/B-1009.md'), { recursive: true }), code: 'worklog.failed' },
    {
      name: 'the registry is a link outward',
      make: () => {
        mkdirSync(grounds.at('repo/artifacts'))
        symlinkSync(join(victim(), 'state.json'), grounds.at('repo/artifacts/session_registry.json'))
      },
      code: 'registry.failed',
    },
    {
      name: 'the state file is a link outward',
      make: () => symlinkSync(join(victim(), 'state.json'), grounds.at('repo/.ai_state.json')),
      code: 'registry.failed',
    },
    {
      name: "Scribe's folder in the Git directory is a link outward",
      make: () => symlinkSync(victim(), grounds.at('repo/.git/scribe')),
      code: 'registry.failed',
    },
  ]
  for (const { name, make, code } of PLACES) {
    test(name, async () => {
      grounds.repo()
      make()
      grounds.remember()
      const session = await start()
      expect(Object.values((await alert(code, session)).args).join(' ')).toMatch(/repo/)
      // The record itself goes on: a note is durable and answered, within its deadline.
      expect(await client.call('worklog/append', { session: session.id, text: 'a note' })).toMatchObject({ entry: { lines: ['- a note'] } })
      grounds.expectOnlyOurs()
    })
  }

  test('once the place is right again, everything is written', async () => {
    grounds.repo()
    grounds.put('repo/artifacts', 'a file in the way')
    const session = await start()
    await alert('worklog.failed', session)
    removeFolder(grounds.at('repo/artifacts'))
    await client.call('worklog/append', { session: session.id, text: 'after it' })
    await eventually(() => grounds.read('repo/artifacts/worklogs/B-1009.md').includes('- after it\n'))
    expect(grounds.read('repo/artifacts/worklogs/B-1009.md')).toContain('- Session started\n')
  })
})
