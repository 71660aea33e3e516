/**
 * A notice in words. Pure. Owns the limits: what does not fit is cut here, at a whole character, because the system cuts at 256 bytes
 * wherever that falls. Invariant: foreign text is on one line, without marks that turn the direction of what stands beside it.
 */
import { plainText } from '../../shared/ui/format.ts'
import { type MessageArgs, t } from '../../shared/ui/text.ts'
import type { Notice, NoticeCommand } from './notice.ts'

export const MAX_TITLE = 40
export const MAX_SUBTITLE = 40
export const MAX_BODY = 120
/** Title, subtitle and body together. */
export const MAX_BYTES = 240
/** Sessions named in one notification; the rest is counted by its title. */
const NAMED = 4
/** Foreign text in a sentence: a backlog ID, a branch, a file name. */
const MAX_NAME = 60

export interface Worded {
  readonly title: string
  readonly subtitle: string
  readonly body: string
  readonly actions: readonly { readonly text: string; readonly command: NoticeCommand }[]
}

/** The words of one notice, or of several alike. Empty for none. */
export function worded(notices: readonly Notice[]): Worded {
  const [first, ...others] = notices
  if (first === undefined) return { title: '', subtitle: '', body: '', actions: [] }
  return others.length === 0 ? one(first) : several(notices)
}

function one({ words, args, subtitle, actions }: Notice): Worded {
  const plain = plainArgs(args)
  const texts = { title: t(`notice.${words}.title`, plain), subtitle, body: t(`notice.${words}.body`, plain) }
  return { ...fitted(texts), actions: actions.map((action) => ({ text: t(action.label, plainArgs(action.args ?? {})), command: action.command })) }
}

function several(notices: readonly Notice[]): Worded {
  const names = notices.map(({ args }) => plain(String(args.id ?? ''), MAX_NAME))
  const named = names.length > NAMED ? [...names.slice(0, NAMED), '…'] : names
  return { ...fitted({ title: t('notice.several.stopped', { count: notices.length }), subtitle: '', body: named.join(t('separator.comma')) }), actions: [] }
}

function plainArgs(args: MessageArgs): MessageArgs {
  const plained = (name: string, value: string): string => plain(value, name === 'text' ? MAX_BODY : MAX_NAME)
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === 'number' ? value : plained(name, value)]))
}

type Texts = Pick<Worded, 'title' | 'subtitle' | 'body'>

function fitted(texts: Texts): Texts {
  const title = plain(texts.title, MAX_TITLE)
  const subtitle = plain(texts.subtitle, MAX_SUBTITLE)
  let body = plain(texts.body, MAX_BODY)
  // The body gives way: whose notice it is and what it is about must stay.
  for (let room = MAX_BODY; bytes(title + subtitle + body) > MAX_BYTES && room > 0; room--) body = cut(body, room)
  return { title: withinBytes(title), subtitle, body }
}

/** A title of four-byte characters alone could be too long; nothing of ours is. */
function withinBytes(title: string): string {
  return bytes(title) > MAX_BYTES ? cut(title, MAX_TITLE / 2) : title
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** `plainText` alone would cut through a character. */
function plain(text: string, max: number): string {
  return cut(plainText(text, Number.POSITIVE_INFINITY), max)
}

/** At most `max` UTF-16 units, cut between characters as a person sees them. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text
  let kept = ''
  for (const { segment } of characters.segment(text)) {
    if (kept.length + segment.length > max - 1) break
    kept += segment
  }
  return `${kept}…`
}
