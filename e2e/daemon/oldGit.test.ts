/** The first Git of the PATH cannot be used: what a person sees, and that an update helps without a new start of Scribe. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { findGit } from '../../main/git/findGit.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

describe('a Git that cannot be used', () => {
  let home: string
  let programs: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(async () => {
    home = tempFolder()
    programs = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    writeFileSync(join(programs, 'git'), '#!/bin/sh\necho git version 2.25.1\n', { mode: 0o755 })
    daemon = await startDaemonProcess(home, { environment: { PATH: `${programs}:${process.env.PATH}` } })
    client = await daemon.connect()
  })

  afterEach(async () => {
    client.close()
    await daemon.stop()
    for (const folder of [home, programs, repo.root]) removeFolder(folder)
  })

  test('one that is too old is refused with what is needed; once it is newer, the same daemon records', async () => {
    const refusal = { code: 'git.tooOld', message: `${join(programs, 'git')} is Git 2.25.1. Scribe needs 2.30 or newer. Update Git; it is tried again.` }
    await expect(client.call('session/start', { cwd: repo.root })).rejects.toMatchObject(refusal)
    rmSync(join(programs, 'git'))
    symlinkSync(findGit(process.env.PATH ?? '', process.platform) ?? '', join(programs, 'git'))
    expect(await client.call('session/start', { cwd: repo.root })).toMatchObject({ created: true })
  })
})
