/**
 * The cursor of an answer: what a later question needs to say what has changed since. A value of its own, kept by whoever asks; nothing
 * is kept here. Opaque to others, parsed and bounded when it comes back.
 */
import { z } from 'zod'
import { SOURCES } from '../../shared/domain/context.ts'
import { ScribeError } from '../../shared/domain/error.ts'

const cursorSchema = z.object({
  v: z.literal(1),
  /** Mark of the repository and session. */
  p: z.string().max(16),
  /** Newest entry of the record that was known. */
  s: z.int().min(0),
  h: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
    .nullable(),
  /** Wall clock, ms. */
  t: z.number().min(0),
  m: z.partialRecord(z.enum(SOURCES), z.string().max(8)),
})

export interface Cursor {
  readonly place: string
  readonly seq: number
  readonly head: string | null
  readonly at: number
  readonly marks: Readonly<Partial<Record<(typeof SOURCES)[number], string>>>
}

export function writeCursor({ place, seq, head, at, marks }: Cursor): string {
  return Buffer.from(JSON.stringify({ v: 1, p: place, s: seq, h: head, t: at, m: marks })).toString('base64url')
}

/** Throws `usage.badInput` for a text that is no cursor. */
export function readCursor(text: string): Cursor {
  const found = cursorSchema.safeParse(parsed(text))
  if (!found.success) throw new ScribeError('usage.badInput', 'That is no cursor of a context. Take the one of an earlier answer ("cursor" in its JSON).')
  const { p, s, h, t, m } = found.data
  return { place: p, seq: s, head: h, at: t, marks: m }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
