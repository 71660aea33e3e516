import { expect, suite, test } from 'vitest'
import { asciiJson } from './asciiJson.ts'

suite('shared/domain/asciiJson', () => {
  test('letters beyond ASCII are escaped as units, control characters as JSON does', () => {
    expect(asciiJson('ü😀\u007f\u2028\n\u0001"\\')).toBe('"\\u00fc\\ud83d\\ude00\\u007f\\u2028\\n\\u0001\\"\\\\"')
    expect(asciiJson({ a: [], b: {}, c: [1] })).toBe('{\n  "a": [],\n  "b": {},\n  "c": [\n    1\n  ]\n}')
  })
})
