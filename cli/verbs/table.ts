/** All verbs by name, in the order in which help lists them. */
import { advice } from './advice.ts'
import { append } from './append.ts'
import { completionVerb } from './completion.ts'
import { config } from './config.ts'
import { context } from './context.ts'
import { FORMS } from './forms.ts'
import { info } from './info.ts'
import { metrics } from './metrics.ts'
import { list, status } from './overview.ts'
import { cleanup, verify } from './record.ts'
import { handoff, insights, standup } from './rollUps.ts'
import { search } from './search.ts'
import { pause, resume, stop } from './session.ts'
import { start } from './start.ts'
import { tag, untag } from './tags.ts'
import { update } from './update.ts'
import { validate } from './validate.ts'
import type { Verb, VerbForm } from './verb.ts'

/** Those that run wherever the commands are at hand. */
export const VERBS: Readonly<Record<string, Verb>> = {
  start,
  stop,
  pause,
  resume,
  append,
  status,
  list,
  info,
  tag,
  untag,
  update,
  validate,
  cleanup,
  verify,
  context,
  search,
  standup,
  handoff,
  insights,
  metrics,
  advice,
  config,
  completion: completionVerb(() => allForms()),
}

const ORDER = [
  ...[
    'start',
    'stop',
    'pause',
    'resume',
    'append',
    'status',
    'list',
    'info',
    'tag',
    'untag',
    'update',
    'context',
    'search',
    'standup',
    'handoff',
    'insights',
    'summarize',
    'open',
    'watch',
  ],
  ...['validate', 'cleanup', 'verify', 'config', 'metrics', 'advice', 'doctor', 'agents', 'mcp', 'daemon', 'completion'],
]

/** The form of a verb, wherever it runs, or `null`. */
export function formOf(name: string): VerbForm | null {
  if (Object.hasOwn(VERBS, name)) return VERBS[name] ?? null
  return isLocal(name) ? FORMS[name] : null
}

/** True if the verb runs in the caller's own process. */
export function isLocal(name: string): name is keyof typeof FORMS {
  return Object.hasOwn(FORMS, name)
}

/** Names and forms of all verbs. */
export function allForms(): readonly (readonly [name: string, form: VerbForm])[] {
  return ORDER.flatMap((name) => {
    const form = formOf(name)
    return form === null ? [] : [[name, form] as const]
  })
}
