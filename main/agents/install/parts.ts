/**
 * Scribe's part in an agent's configuration: hooks, and the MCP server. Pure: takes the parsed file and gives it back with the part added
 * or taken out, everything else as it was. Only hooks that run after something; never one that runs before a tool.
 */
import { ScribeError } from '../../../shared/domain/error.ts'

export type Json = Readonly<Record<string, unknown>>

/** What is put into files: absolute paths, and the text of the plugin. */
export interface Programs {
  readonly receiver: string
  readonly scribe: string
  /** The text of the plugin for opencode. */
  readonly plugin: () => string
}

export interface Part {
  /** The file with Scribe's part. Throws `usage.badInput` where something else stands in its place. */
  readonly add: (content: Json, programs: Programs) => Json
  /** The file without it. */
  readonly remove: (content: Json) => Json
  /** Scribe's part alone, to be compared with what it would be. */
  readonly ours: (content: Json) => Json
}

export interface Hook {
  readonly event: string
  readonly matcher?: string
  /** As the agent counts it: seconds, or milliseconds for Gemini. */
  readonly timeout?: number
  /** The agent does not wait for it. */
  readonly async?: boolean
}

/** By this a hook of ours is known, wherever the receiver lies. */
const OURS = /\/scribe-hook['"]? /

/** Hooks in the form of Claude Code, which others have taken over. */
export function hooksPart(agent: string, hooks: readonly Hook[]): Part {
  return {
    add: (content, { receiver }) => {
      const known = objectOf(withoutHooks(content).hooks)
      const added = hooks.map(({ event, matcher, ...rest }) => {
        const entry = { ...(matcher === undefined ? {} : { matcher }), hooks: [{ type: 'command', command: `${quoted(receiver)} ${agent} ${event}`, ...rest }] }
        return [event, [...listOf(known[event]), entry]] as const
      })
      return { ...content, hooks: { ...known, ...Object.fromEntries(added) } }
    },
    remove: withoutHooks,
    ours: (content) =>
      Object.fromEntries(
        Object.entries(objectOf(content.hooks)).flatMap(([event, entries]) => {
          const mine = listOf(entries).filter(isOurHook)
          return mine.length === 0 ? [] : [[event, mine]]
        }),
      ),
  }
}

/** Without our hooks; an event, or the whole, that holds nothing any more goes too. */
function withoutHooks(content: Json): Json {
  if (!Object.hasOwn(content, 'hooks')) return content
  const kept = Object.entries(objectOf(content.hooks)).flatMap(([event, entries]) => {
    const others = Array.isArray(entries) ? entries.filter((entry) => !isOurHook(entry)) : entries
    return Array.isArray(others) && others.length === 0 && listOf(entries).length > 0 ? [] : [[event, others] as const]
  })
  const { hooks: _hooks, ...rest } = content
  return kept.length === 0 && Object.keys(objectOf(content.hooks)).length > 0 ? rest : { ...content, hooks: Object.fromEntries(kept) }
}

function isOurHook(entry: unknown): boolean {
  return listOf(objectOf(entry).hooks).some((hook) => OURS.test(String(objectOf(hook).command ?? '')))
}

export interface ServerForm {
  /** The file, to be named when something else stands there. */
  readonly path: string
  /** The key below which the agent keeps its servers. */
  readonly key: string
  /** The server as the agent wants it. */
  readonly server: (scribe: string) => Json
  /** The path of the command in such a server, and its first argument. */
  readonly read: (server: Json) => readonly [command: unknown, first: unknown]
}

/** The MCP server `scribe`. */
export function serverPart({ path, key, server, read }: ServerForm): Part {
  const isOurs = (there: unknown): boolean => {
    const [command, first] = read(objectOf(there))
    return typeof command === 'string' && command.endsWith('/scribe') && first === 'mcp'
  }
  return {
    add: (content, { scribe }) => {
      const servers = objectOf(content[key])
      if (servers.scribe !== undefined && !isOurs(servers.scribe)) {
        throw new ScribeError('usage.badInput', `${path} names another server "scribe" already. Nothing was changed; rename that one first.`)
      }
      return { ...content, [key]: { ...servers, scribe: server(scribe) } }
    },
    remove: (content) => {
      const { scribe, ...others } = objectOf(content[key])
      if (scribe === undefined || !isOurs(scribe)) return content
      const { [key]: _servers, ...rest } = content
      return Object.keys(others).length === 0 ? rest : { ...content, [key]: others }
    },
    ours: (content) => {
      const { scribe } = objectOf(content[key])
      return isOurs(scribe) ? { scribe } : {}
    },
  }
}

/** Both in one file. */
export function together(first: Part, second: Part): Part {
  return {
    add: (content, programs) => second.add(first.add(content, programs), programs),
    remove: (content) => second.remove(first.remove(content)),
    ours: (content) => ({ first: first.ours(content), second: second.ours(content) }),
  }
}

/** For a shell, whatever is in a path. */
export function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
