import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../../testing/scaffold.ts'
import { link, linkStanding, plannedLink, unlink } from './commandLink.ts'
import type { InstallPlace } from './installPlace.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

suite('main/agents/install/commandLink', () => {
  let folder: string
  let place: InstallPlace
  let path: string

  beforeEach(() => {
    folder = tempFolder()
    place = { userHome: join(folder, 'home'), scribeHome: join(folder, 'data'), resources: ROOT, platform: 'linux' }
    path = join(place.userHome, '.local/bin/scribe')
  })
  afterEach(() => removeFolder(folder))

  test('the command is linked, once or twice, and taken away with the folders that were made for it', () => {
    mkdirSync(place.userHome)
    expect([linkStanding(place).state, plannedLink(place)[0]?.after]).toEqual(['notInstalled', `→ ${join(ROOT, 'bin/scribe')}\n`])
    for (let time = 0; time < 2; time++) link(place)
    expect([readlinkSync(path), linkStanding(place).state, readFileSync(path, 'utf8').startsWith('#!/bin/sh')]).toEqual([
      join(ROOT, 'bin/scribe'),
      'installed',
      true,
    ])
    unlink(place)
    unlink(place)
    expect([existsSync(join(place.userHome, '.local')), existsSync(place.userHome), linkStanding(place).state]).toEqual([false, true, 'notInstalled'])
  })

  test('folders that were there, or hold something else by now, stay', () => {
    mkdirSync(join(place.userHome, '.local'), { recursive: true })
    link(place)
    unlink(place)
    expect([existsSync(join(place.userHome, '.local')), existsSync(join(place.userHome, '.local/bin'))]).toEqual([true, false])
    link(place)
    writeFileSync(join(place.userHome, '.local/bin/other'), '')
    unlink(place)
    expect([existsSync(join(place.userHome, '.local/bin/other')), existsSync(path)]).toEqual([true, false])
  })

  for (const [what, make] of [
    ['a program', () => writeFileSync(path, 'theirs')],
    ['a link to another place', () => symlinkSync('/elsewhere/scribe', path)],
  ] as const) {
    test(`${what} of the same name is never touched`, () => {
      mkdirSync(join(place.userHome, '.local/bin'), { recursive: true })
      make()
      const facts = () => [lstatSync(path).ino, lstatSync(path).mtimeMs]
      const before = facts()
      expect(linkStanding(place).problem).toContain('Another program is at')
      expect(() => link(place)).toThrow('Another program is at')
      expect(unlink(place)).toEqual([])
      expect(facts()).toEqual(before)
    })
  }

  test('a link that was made when Scribe lay somewhere else is changed to this one', () => {
    const elsewhere = { ...place, resources: join(folder, 'old') }
    link(elsewhere)
    expect(linkStanding(place).state).toBe('changed')
    link(place)
    expect([linkStanding(place).state, readlinkSync(path)]).toEqual(['installed', join(ROOT, 'bin/scribe')])
    unlink(place)
    expect(existsSync(place.userHome)).toBe(false)
  })
})
