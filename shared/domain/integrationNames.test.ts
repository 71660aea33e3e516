import { readdirSync } from 'node:fs'
import { expect, suite, test } from 'vitest'
import { INSTALLABLE, TESTED } from './integrationNames.ts'

suite('shared/domain/integrationNames', () => {
  test('an agent counts as tested exactly where its hooks were captured', () => {
    const captured = readdirSync(new URL('../../testing/agents', import.meta.url)).flatMap((name) => /^(.+)\.hooks\.jsonl$/.exec(name)?.[1] ?? [])
    expect(INSTALLABLE.filter((name) => TESTED.has(name)).sort()).toEqual(captured.sort())
  })
})
