import { expect, suite, test } from 'vitest'
import { iconIsHidden, popoverBounds, popoverWidth } from './popoverPosition.ts'

const SIZE = { width: 372, height: 528 }
// biome-ignore lint/complexity/useMaxParams: a rectangle has four numbers, and the table below reads better with them in a row.
const rect = (x: number, y: number, width: number, height: number) => ({ x, y, width, height })

/** name, icon, work area, expected position */
const LAYOUTS = [
  ['one display', rect(1200, 0, 24, 24), rect(0, 24, 1440, 876), [1026, 28]],
  ['a notched display with a tall menu bar', rect(1000, 0, 30, 37), rect(0, 38, 1512, 944), [829, 42]],
  ['an auto-hidden menu bar', rect(900, 0, 24, 24), rect(0, 0, 1440, 900), [726, 28]],
  ['a second display to the right', rect(3000, 0, 24, 24), rect(1440, 24, 1920, 1056), [2826, 28]],
  ['a second display to the left', rect(-500, 0, 24, 24), rect(-1920, 24, 1920, 1056), [-674, 28]],
  ['a second display above', rect(700, -1080, 24, 24), rect(0, -1056, 1920, 1056), [526, -1052]],
  ['a second display below', rect(700, 900, 24, 24), rect(0, 924, 1920, 1056), [526, 928]],
  ['an icon at the far left', rect(0, 0, 24, 24), rect(0, 24, 1440, 876), [8, 28]],
  ['an icon at the far right', rect(1416, 0, 24, 24), rect(0, 24, 1440, 876), [1060, 28]],
  ['the far left of a display with a negative origin', rect(-1920, 0, 24, 24), rect(-1920, 24, 1920, 1056), [-1912, 28]],
  ['a portrait display', rect(500, 0, 24, 24), rect(0, 24, 1080, 1896), [326, 28]],
  ['a half pixel, rounded', rect(1200, 0, 25, 24), rect(0, 24, 1440, 876), [1027, 28]],
] as const

suite('main/electron/popoverPosition', () => {
  for (const [name, icon, workArea, [x, y]] of LAYOUTS) {
    test(`on ${name} it stands under the icon`, () => {
      expect(popoverBounds(icon, workArea, SIZE)).toEqual({ x, y, ...SIZE })
    })
  }

  test('without an icon it stands at the top right', () => {
    expect(popoverBounds(null, rect(0, 24, 1440, 876), SIZE)).toEqual({ x: 1060, y: 32, ...SIZE })
  })

  test('large text makes it wider', () => {
    expect([1, 1.3, 1.5, 2].map(popoverWidth)).toEqual([372, 372, 560, 560])
  })

  test('a small screen makes it smaller, not cut', () => {
    expect(popoverBounds(null, rect(0, 24, 360, 400), SIZE)).toEqual({ x: 8, y: 32, width: 344, height: 352 })
  })

  test('an icon without width, at the bottom edge or parked off-screen is hidden', () => {
    const display = rect(0, 0, 1440, 900)
    expect(iconIsHidden(rect(1200, 0, 0, 0), display)).toBe(true)
    expect(iconIsHidden(rect(1200, 899, 24, 24), display)).toBe(true)
    expect(iconIsHidden(rect(-40, -40, 24, 24), display)).toBe(true)
    expect(iconIsHidden(rect(1200, 0, 24, 24), display)).toBe(false)
    expect(iconIsHidden(rect(-500, 0, 24, 24), rect(-1920, 0, 1920, 1080))).toBe(false)
  })
})
