/** What a person can say of a session, as options of `start` and `update`, read from the command line with plain refusals. */
import { ScribeError } from '../../shared/domain/error.ts'
import { PRIORITIES, SESSION_TYPES, type Session } from '../../shared/domain/session.ts'
import { textOption, type VerbInput, type VerbOptions } from './verb.ts'

export const FIELD_OPTIONS = {
  type: { type: 'string', help: 'what kind of work it is', values: SESSION_TYPES },
  priority: { type: 'string', help: 'how it is weighed', values: PRIORITIES },
  'idle-timeout': { type: 'string', help: 'seconds without activity after which it stops; 0 for never, at least 60' },
} as const satisfies VerbOptions

export interface Fields {
  type?: Session['type']
  priority?: Session['priority']
  idle_timeout_s?: number
}

/** The fields given. Throws `usage.badInput`. */
export function fieldsOf(input: VerbInput): Fields {
  const type = oneOf(input, 'type', SESSION_TYPES)
  const priority = oneOf(input, 'priority', PRIORITIES)
  const idle = secondsOf(textOption(input, 'idle-timeout'), '--idle-timeout')
  return {
    ...(type === undefined ? {} : { type }),
    ...(priority === undefined ? {} : { priority }),
    ...(idle === undefined ? {} : { idle_timeout_s: idle }),
  }
}

/** Whole seconds as written; `named` is how the refusal calls them. */
export function secondsOf(text: string | undefined, named: string): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new ScribeError('usage.badInput', `${named} takes whole seconds (0 for never).`)
}

/** The word given, one of those that are allowed. Throws `usage.badInput`. */
export function oneOf<T extends string>(input: VerbInput, name: string, allowed: readonly T[]): T | undefined {
  const value = textOption(input, name)
  if (value === undefined) return undefined
  const known = allowed.find((candidate) => candidate === value)
  if (known !== undefined) return known
  throw new ScribeError('usage.badInput', `--${name} takes one of ${allowed.join(', ')}.`)
}
