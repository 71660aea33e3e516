/**
 * What the person's own memory adds: a bundle that a client has put for the session and role, else the program or service that the
 * setting `context.memory` names (off by default). A slow one is not called off at the deadline of who asked: it may go on for its
 * own time, so that the next who asks gets it.
 */
import { z } from 'zod'
import type { SourceData } from '../../../shared/domain/contextData.ts'
import { MEMORY_LIMITS, memoryText } from '../keptMemory.ts'
import type { ContextPlace, Question, Source } from '../source.ts'
import { askAddress } from './memoryAddress.ts'
import { askProgram } from './memoryProgram.ts'
import type { SourceParts } from './sourceParts.ts'

const DEADLINE_MS = 10_000
const MOST_BYTES = 256 * 1024
/** Characters that the original asked its memory for. */
const LIMIT = 8_000
const NONE: SourceData['memory'] = { text: '', from: 'kept', truncated: false }

const content = z.object({ content: z.tuple([z.looseObject({ text: z.string() })], z.unknown()) })
/** The forms in which rehydrators answer: the text alone, in a field, or as a tool's content. */
const answerSchema = z.union([
  z.looseObject({ text: z.string() }).transform(({ text }) => text),
  z.looseObject({ rehydrated_context: z.string() }).transform((answer) => answer.rehydrated_context),
  content.transform(({ content: [first] }) => first.text),
  z.looseObject({ result: content }).transform(
    ({
      result: {
        content: [first],
      },
    }) => first.text,
  ),
])

export function memorySource({ memory, keptMemory }: SourceParts): Source<SourceData['memory']> {
  return {
    name: 'memory',
    ttl: 'files',
    variant: ({ role, task }, { session }) => `${session?.id ?? ''}\0${role}\0${task}`,
    mark: async () => ({ text: `${memory()} ${keptMemory.version}`, proven: memory() === 'off' }),
    fetch: async (place, question) => {
      const kept = place.session === null ? null : keptMemory.get({ session: place.session.id, role: question.role })
      if (kept !== null) return { text: kept.text, from: 'kept', truncated: false }
      const source = memory()
      if (source === 'off') return NONE
      const request = { body: JSON.stringify(questionOf(place, question)), maxBytes: MOST_BYTES, deadlineMs: DEADLINE_MS }
      const isProgram = source.startsWith('/')
      const said = isProgram ? await askProgram(source, request) : await askAddress(source, request)
      const text = parseAnswer(said)
      return { text: memoryText(text), from: isProgram ? 'program' : 'address', truncated: text.split('\n').length > MEMORY_LIMITS.lines }
    },
  }
}

/** The original's names, so that an adapter is short. */
function questionOf({ session, root }: ContextPlace, { role, task }: Question): Record<string, unknown> {
  return { session_id: session?.id ?? null, backlog_id: session?.backlog_id ?? null, role, task, cwd: root, limit: LIMIT }
}

/** The text in an answer; one that is no JSON of a known form is the text itself. */
export function parseAnswer(said: string): string {
  try {
    const found = answerSchema.safeParse(JSON.parse(said))
    return found.success ? found.data : ''
  } catch {
    return said
  }
}
