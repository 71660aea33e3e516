import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { fitted } from './budget.ts'
import type { Part } from './given.ts'

const part = (name: string, items: readonly string[], rest = 'git log'): Part => ({ name, title: name.toUpperCase(), source: 'git', items, rest })
const lines = (count: number, length = 10): string[] => Array.from({ length: count }, (_, n) => `${String(n).padStart(2, '0')}${'x'.repeat(length - 2)}`)

suite('main/context/budget', () => {
  test('what fits is whole, with its source', () => {
    expect(fitted([[part('a', ['one', 'two']), 100]], 1_000)).toEqual({ text: '\n## A (git)\n\n- one\n- two\n', cut: [] })
  })

  test('what does not fit is cut by whole items, and it is said how many more there are and where', () => {
    const { text, cut } = fitted([[part('a', lines(10)), 100]], 70)
    expect(text).toBe('\n## A (git)\n\n- 00xxxxxxxx\n- 01xxxxxxxx\n- (+8 more: git log)\n')
    expect(cut).toEqual(['a'])
  })

  test('what one part leaves over goes to the others, in their order', () => {
    const { text, cut } = fitted(
      [
        [part('a', ['one']), 50],
        [part('b', lines(12)), 50],
      ],
      230,
    )
    expect(text.match(/^- \d\d/gm)).toHaveLength(12)
    expect(cut).toEqual([])
  })

  test('a part of which nothing fits is left out and counted as cut', () => {
    expect(fitted([[part('a', ['x'.repeat(500)]), 100]], 100)).toEqual({ text: '', cut: ['a'] })
  })

  test('each part gets its share when all are too long', () => {
    const { text } = fitted(
      [
        [part('a', lines(100)), 75],
        [part('b', lines(100)), 25],
      ],
      1_000,
    )
    const [a = '', b = ''] = text.split('## B')
    expect(a.length / (a.length + b.length)).toBeCloseTo(0.75, 1)
  })

  test('it is never longer than the budget, loses no item unsaid and cuts none in two', () => {
    const anyPart = fc.record({ name: fc.constantFrom('a', 'b', 'c'), items: fc.array(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 12 }) })
    fc.assert(
      fc.property(fc.array(fc.tuple(anyPart, fc.integer({ min: 1, max: 50 })), { maxLength: 6 }), fc.integer({ min: 0, max: 1_500 }), (parts, budget) => {
        const clean = parts.map(
          ([{ name, items }, share], index) =>
            [
              part(
                `${name}${index}`,
                items.map((text) => text.replace(/\n/g, ' ')),
              ),
              share,
            ] as const,
        )
        const { text, cut } = fitted(clean, budget)
        expect(text.length).toBeLessThanOrEqual(budget)
        for (const [{ name, items, title }] of clean) {
          const block = text.split('\n## ').find((one) => one.startsWith(`${title} (`))
          const shown = block?.split('\n').filter((line) => line.startsWith('- ') && !/^- \(\+\d+ more: git log\)$/.test(line)).length ?? 0
          expect(cut.includes(name)).toBe(shown < items.length)
          if (block !== undefined && shown < items.length) expect(block).toContain(`(+${items.length - shown} more: git log)`)
        }
      }),
    )
  })
})
