import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { referenceText } from './reference.ts'

test('docs/reference.md is what the code says; "npm run reference" writes it anew', () => {
  expect(readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8')).toBe(referenceText())
})
