import { expect, suite, test } from 'vitest'
import { foundText, stepBeside, stepOf, willBeAsked } from './welcomeView.ts'

suite('shared/ui/welcomeView', () => {
  test('it goes on where it was; one that is over, or never was, begins at the first', () => {
    expect(['new', '1', '3', '4', 'done', 'x'].map(stepOf)).toEqual([1, 1, 3, 4, 1, 1])
    expect([stepBeside(1, -1), stepBeside(1, 1), stepBeside(4, 1), stepBeside(4, -1)]).toEqual([1, 2, 4, 3])
  })

  test('where macOS asks before an app may look, that is known beforehand', () => {
    const asked = ['/Users/ada/Desktop', '/Users/ada/Documents/src/a', '/Users/ada/Downloads/x', '/Users/ada/Library/Mobile Documents/x', '/Volumes/Disk/src']
    const open = ['/Users/ada/src/a', '/Users/ada/DocumentsOld/a', '/home/ada/Documents/a', '/Users/ada/src/Desktop', '', '/Volumes']
    expect([asked.filter(willBeAsked), open.filter(willBeAsked)]).toEqual([asked, []])
  })

  test('names from a repository are one line of text', () => {
    const said = foundText({ root: '/r/a\nb', name: 'a\u202eb', branch: null, backlog_id: null, git: 'git version 2.50' })
    expect(said).toMatchObject({ name: 'a\ufffdb', path: '/r/a\ufffdb', branch: 'No branch', git: 'git version 2.50' })
  })
})
