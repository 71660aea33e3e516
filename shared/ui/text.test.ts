import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, suite, test } from 'vitest'
import dashboard from '../../renderer/dashboard/en.json' with { type: 'json' }
import en from './i18n/en.json' with { type: 'json' }
import { joined, type MessageKey, t } from './text.ts'

const ROOT = new URL('../../', import.meta.url).pathname

function sources(folder: string): string {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n')
}

suite('shared/ui/text', () => {
  test('placeholders are filled in, and numbers are written with separators', () => {
    expect(t('note.added', { id: 'B-7' })).toBe('Added to B-7 worklog')
    expect(t('list.more', { shown: 50, count: 4200 })).toBe('First 50 of 4,200 sessions')
  })

  test('one and many are told apart by the count', () => {
    expect(t('subtitle.attention', { count: 1 })).toBe('1 needs attention')
    expect(t('subtitle.attention', { count: 2 })).toBe('2 need attention')
    expect(t('subtitle.attention', { count: 0 })).toBe('0 need attention')
  })

  test('an argument is never read as a pattern', () => {
    expect(t('row.failed', { id: '{reason}', reason: '$& {id}' })).toBe('{reason}: $& {id}')
  })

  test('a missing argument leaves nothing, an unknown key shows itself', () => {
    expect(t('note.added')).toBe('Added to  worklog')
    expect(t('alert.from.the.future' as MessageKey)).toBe('alert.from.the.future')
    expect(t('toString' as MessageKey)).toBe('toString')
  })

  test('empty parts do not leave separators behind', () => {
    expect(joined(['1 paused', '', '1 error'], 'separator.dot')).toBe('1 paused · 1 error')
    expect(joined([], 'separator.comma')).toBe('')
  })

  test('every message is used somewhere, by its key or by the family it belongs to', () => {
    const code = sources('shared/ui') + sources('renderer') + sources('main/notifications') + sources('main/electron')
    const families = [...code.matchAll(/`([\w.]+\.)\$\{/g)].map(([, family]) => family ?? '')
    const unused = [...Object.keys(en), ...Object.keys(dashboard)].filter(
      (key) => !code.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)),
    )
    expect(unused).toEqual([])
  })

  test('a window’s own catalogue says nothing that the common one says', () => {
    expect(Object.keys(dashboard).filter((key) => Object.hasOwn(en, key))).toEqual([])
  })

  test('the words keep to the house style: no exclamation marks, no three dots for an ellipsis', () => {
    expect(JSON.stringify([en, dashboard])).not.toMatch(/!|\.\.\./)
  })
})
