import { expect, test } from 'vitest'
import { windowsBytes } from './windowsMemory.ts'

test('main/electron/windowsMemory: of all processes the renderers count', () => {
  const of = (type: string, workingSetSize: number) => ({ type, memory: { workingSetSize } })
  expect(windowsBytes([of('Browser', 100), of('Tab', 20), of('GPU', 50), of('Tab', 3), of('Utility', 9)])).toBe(23 * 1024)
  expect(windowsBytes([of('Browser', 100)])).toBe(0)
})
