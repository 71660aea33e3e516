import { expect, suite, test } from 'vitest'
import { differenceOf } from './difference.ts'

const shown = (before: string | null, after: string | null): string[] =>
  (differenceOf({ path: '/x', before, after })?.lines ?? []).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-', gap: '…' }[kind]}${text}`)

suite('main/agents/install/difference', () => {
  test('what was added and removed stands between the lines around it', () => {
    expect(shown('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nD\ne\nf\n')).toEqual(['…', ' b', ' c', '-d', '+D', ' e', ' f'])
    expect(shown('{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": 2\n}\n')).toEqual([' {', '-  "a": 1', '+  "a": 1,', '+  "b": 2', ' }'])
    expect(shown('a\nb\nc\nd\ne\nf\ng\nh\n', 'A\nb\nc\nd\ne\nf\ng\nH\n')).toEqual(['-a', '+A', ' b', ' c', '…', ' f', ' g', '-h', '+H'])
  })

  test('a new file is added as a whole, one that goes is removed', () => {
    expect(shown(null, 'a\nb\n')).toEqual(['+a', '+b'])
    expect(shown('a\n', null)).toEqual(['-a'])
    expect(differenceOf({ path: '/x', before: 'a', after: 'a' })).toBeNull()
  })

  test('it is bounded, whatever the files are, and shows no secrets', () => {
    const long = Array.from({ length: 5_000 }, (_, index) => `${index}`).join('\n')
    const many = differenceOf({ path: '/x', before: long, after: long.replaceAll('1', 'x') })
    expect([many?.lines.length, (many?.more ?? 0) > 5_000]).toEqual([200, true])
    expect(differenceOf({ path: '/x', before: null, after: 'x'.repeat(9_000) })?.lines[0]?.text.length).toBe(300)
    const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`
    expect(shown(`{"token":"${secret}"}`, `{"token":"${secret}", "b": 1}`).join('')).not.toContain(secret)
  })
})
