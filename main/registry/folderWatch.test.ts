import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { FolderWatch } from './folderWatch.ts'

suite('main/registry/folderWatch', () => {
  let folder: string
  let heard: Set<string | null>
  let watch: FolderWatch

  beforeEach(() => {
    folder = tempFolder()
    heard = new Set()
    watch = new FolderWatch((name) => heard.add(name))
  })
  afterEach(() => {
    watch.close()
    removeFolder(folder)
  })

  test('a file that is written is told by its name', async () => {
    await watch.aim(folder)
    writeFileSync(join(folder, 'a.json'), '{}')
    await eventually(() => heard.has('a.json'))
  })

  test('a folder in the place of another is watched after the next aim', async () => {
    const place = join(folder, 'artifacts')
    mkdirSync(place)
    await watch.aim(place)
    renameSync(place, join(folder, 'away'))
    mkdirSync(place)
    await watch.aim(place)
    writeFileSync(join(place, 'b.json'), '{}')
    await eventually(() => heard.has('b.json'))
  })

  test('a folder that is not there is no error, and is watched once it is', async () => {
    const place = join(folder, 'artifacts')
    await watch.aim(place)
    mkdirSync(place)
    await watch.aim(place)
    writeFileSync(join(place, 'c.json'), '{}')
    await eventually(() => heard.has('c.json'))
    rmSync(place, { recursive: true })
    await watch.aim(place)
    watch.close()
  })
})
