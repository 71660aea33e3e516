/**
 * What a notification says, as a value, and how long it may be. Pure. Texts come from repositories and are cut so that
 * macOS shows them whole: it cuts at 256 bytes, in the middle of a character if need be.
 */
import { plainText } from '../../shared/ui/format.ts'

export const NOTICE_KINDS = [
  'session.idleWarning',
  'session.stopped.idle',
  'session.stopped.branch',
  'session.stopped.push',
  'context.changed',
  'session.interrupted',
  'data.notSaved',
  'registry.recovered',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** What a button of a notification does. */
export type NoticeAction = 'keep' | 'stop' | 'resume'

export interface Notice {
  /** `digest` stands for many that were held back. */
  readonly kind: NoticeKind | 'digest'
  readonly sessionId: string | null
  readonly title: string
  readonly subtitle: string
  readonly body: string
  readonly actions: readonly NoticeAction[]
}

const TITLE = 40
const BODY = 120
/** All three together, bytes of UTF-8. */
const MOST_BYTES = 240

/** A later one with the same id takes its place on the screen. */
export function noticeId({ kind, sessionId }: Pick<Notice, 'kind' | 'sessionId'>): string {
  return `${kind}:${sessionId ?? 'system'}`
}

/** The notice with texts that fit: no control characters, no file contents, at most 240 bytes in all. */
export function fitted(notice: Notice): Notice {
  const title = plainText(notice.title, TITLE)
  const subtitle = plainText(notice.subtitle, TITLE)
  const left = MOST_BYTES - Buffer.byteLength(title + subtitle)
  return { ...notice, title, subtitle, body: cutBytes(plainText(notice.body, BODY), left) }
}

function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(`${kept}${character}…`) > bytes) break
    kept += character
  }
  return `${kept}…`
}
