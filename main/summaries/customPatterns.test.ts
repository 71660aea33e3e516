import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { customPatterns } from './customPatterns.ts'

suite('main/summaries/customPatterns', () => {
  let folder: string
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(() => removeFolder(folder))

  const patterns = (text: string): ((line: string) => readonly string[]) => {
    const path = join(folder, 'summary-patterns.json')
    writeFileSync(path, text)
    return customPatterns(path)
  }

  test('a line meets those that match, whatever its case', () => {
    const meets = patterns('{"security": "\\\\b(?:cve|xss)\\\\b", "decision": "^agreed"}')
    expect([meets('Found an XSS'), meets('Agreed: CVE first'), meets('nothing')]).toEqual([['security'], ['security', 'decision'], []])
  })

  test('one that is not valid is left out, a file that is none has none', () => {
    expect(patterns('{"bad": "(", "good": "x"}')('x')).toEqual(['good'])
    for (const text of ['', '[]', '{"a": 7}', '{', 'null']) expect(patterns(text)('x')).toEqual([])
    expect(customPatterns(join(folder, 'nowhere'))('x')).toEqual([])
  })

  test('a pattern that would take others for ever takes no longer than the text is long', () => {
    const meets = patterns('{"evil": "(a+)+$", "worse": "(?:a|a)*b"}')
    const began = performance.now()
    expect(meets(`${'a'.repeat(3_900)}!`)).toEqual([])
    // Others need longer than the age of the universe.
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
