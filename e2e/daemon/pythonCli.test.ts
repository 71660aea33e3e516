/**
 * The drop-in Python scripts: their own suites, without third-party packages, on plain files and beside a real daemon.
 * Each suite is one process; what failed in it is shown.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'

const FOLDER = fileURLToPath(new URL('../../plugins/python-cli', import.meta.url))
const DEADLINE_MS = 180_000

const python = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 9))'], { encoding: 'utf8' })
const without = python.stdout?.trim() !== 'True'
if (without) console.warn('python3 (3.9 or newer) is not here: the Python scripts are not tested')

/** Runs these test modules; how many tests ran, and what was said. */
async function runSuite(modules: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<{ ran: number; code: number | null; said: string }> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', ...environment }
  const child = spawn('python3', ['-m', 'unittest', ...modules], {
    cwd: FOLDER,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>])
  return { ran: Number(/^Ran (\d+) tests? in/m.exec(stderr)?.[1] ?? 0), code, said: `${stdout}${stderr}` }
}

describe.skipIf(without)('the Python scripts', { timeout: DEADLINE_MS }, () => {
  const SUITES: readonly [modules: string, what: string, least: number][] = [
    ['test_rows test_rows_speed', 'the 39 behaviours of the old registry’s own tests', 39],
    ['test_registry_files', 'registries of every kind, several programs on one', 18],
    ['test_files', 'ids, notes, worklogs and state files', 18],
    ['test_doorway', 'the old command on plain files', 9],
    ['test_defects', 'its defects gone', 20],
    ['test_recorder', 'recording without a daemon', 12],
    ['test_summaries', 'summaries to the byte', 12],
    ['test_client', 'whatever answers in place of a daemon', 15],
  ]
  for (const [modules, what, least] of SUITES) {
    test(`${modules}: ${what}`, async () => {
      const { ran, code, said } = await runSuite(modules.split(' '))
      expect(code, said).toBe(0)
      expect(ran).toBeGreaterThanOrEqual(least)
    })
  }

  describe('beside a daemon', () => {
    let home: string
    let daemon: DaemonProcess

    beforeAll(async () => {
      home = tempFolder()
      daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    })
    afterAll(async () => {
      await daemon.stop()
      removeFolder(home)
    })

    test('test_with_daemon: the daemon does it where it can, the files where it cannot', async () => {
      const { ran, code, said } = await runSuite(['test_with_daemon'], { SCRIBE_TEST_HOME: home })
      expect(code, said).toBe(0)
      expect(said).not.toContain('skipped')
      expect(ran).toBeGreaterThanOrEqual(12)
    })
  })
})
