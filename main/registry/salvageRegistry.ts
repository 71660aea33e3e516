/**
 * What can still be read of a registry that is no longer valid JSON: cut short by a kill, one record damaged, Python's
 * `NaN`. Pure and linear. Looks only at brackets and strings; each record that is whole is then read as always.
 */
import { parseJson } from '../../shared/domain/parseJson.ts'
import { type RegistryFile, readRecords } from './registryShape.ts'

/** A string (perhaps without its end) or a bracket; what stands between them does not matter for finding records. */
const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|[{}[\]]/g

/** Depth inside the root object, and inside `sessions` within it. */
const IN_ROOT = 1
const IN_SESSIONS = 2

/** The records found in `text`, in their order; `odd` names those that were begun but cannot be read. */
export function salvageRegistry(text: string): RegistryFile {
  return readRecords(recordTexts(text).map(named))
}

/** A session in a list has no name but its own; one whose name cannot be read is not read either. */
function named({ key, body }: { key: string; body: string }): [key: string, value: unknown] {
  const [name, value] = [parseJson(key), parseJson(body)]
  if (name === '' && typeof value === 'object' && value !== null && 'backlog_id' in value) return [String(value.backlog_id), value]
  return typeof name === 'string' ? [name, value] : [key, undefined]
}

function recordTexts(text: string): { key: string; body: string }[] {
  const found: { key: string; body: string }[] = []
  let depth = 0
  let key = '""'
  let start = 0
  let inSessions = false
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) {
      if (depth === IN_ROOT) inSessions = token === '"sessions"'
      if (depth === IN_SESSIONS) key = token
    } else if (token === '{' || token === '[') {
      if (depth === IN_SESSIONS) start = index
      depth++
    } else {
      depth--
      if (depth === IN_SESSIONS && inSessions) found.push({ key, body: text.slice(start, index + 1) })
    }
  }
  if (depth > IN_SESSIONS && inSessions) found.push({ key, body: text.slice(start) })
  return found
}
