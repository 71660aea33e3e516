/**
 * The person's own patterns (`summary-patterns.json` in the data folder): a name, and what a line must match to be listed under it; the
 * name of a kind (`decision`, `idea`…) adds to that kind. Matched by RE2, in time linear to the text, whatever the pattern. One that is
 * not valid is left out; the others hold.
 */
import { readFileSync } from 'node:fs'
import { RE2JS } from 're2js'
import { z } from 'zod'

const MOST_PATTERNS = 20
const MOST_LENGTH = 200
/** Of a longer line the beginning is looked at. */
const MOST_TEXT = 4_000

const fileSchema = z.record(z.string().min(1).max(40), z.string().min(1).max(MOST_LENGTH))

/** Which patterns of the file a text meets, by name. A file that is not there, or that is no such file, has none. */
export function customPatterns(path: string): (text: string) => readonly string[] {
  const compiled = Object.entries(patternsIn(path))
    .slice(0, MOST_PATTERNS)
    .flatMap(([name, source]) => compile(name, source))
  return (text) => compiled.filter(({ pattern }) => pattern.matcher(text.slice(0, MOST_TEXT)).find()).map(({ name }) => name)
}

function patternsIn(path: string): Readonly<Record<string, string>> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}

function compile(name: string, source: string): { readonly name: string; readonly pattern: RE2JS }[] {
  try {
    return [{ name, pattern: RE2JS.compile(source, RE2JS.CASE_INSENSITIVE) }]
  } catch {
    return []
  }
}
