/**
 * A notice: something a person may want to be told outside every window. Types and names only; where notices come from, when one
 * is shown and in which words stands beside this file. Invariant: a notice names commands, never code or programs.
 */
import type { NoticeKind } from '../../shared/domain/noticeKinds.ts'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import type { CommandInput } from '../../shared/protocol/commands.ts'
import type { MessageArgs, MessageKey } from '../../shared/ui/text.ts'

/** Which words a notice has: `notice.<words>.title`, `.body`; a kind can have several. */
export type NoticeWords = Extract<MessageKey, `notice.${string}.title`> extends `notice.${infer Words}.title` ? Words : never

/** A command that a button runs. */
export type NoticeCommand = { readonly [N in CommandName]: { readonly name: N; readonly input: CommandInput<N> } }[CommandName]

export interface NoticeAction {
  readonly label: Extract<MessageKey, `notice.action.${string}`>
  readonly args?: MessageArgs
  readonly command: NoticeCommand
}

export interface Notice {
  readonly kind: NoticeKind
  /** What it is about: a session's id, an alert's id, or `system`. The same kind about the same is the same notification. */
  readonly subject: string
  /** The session it belongs to in Notification Center, where there is one. */
  readonly sessionId: string | null
  readonly words: NoticeWords
  /** Fill the words; foreign text. */
  readonly args: MessageArgs
  /** The line between title and body; foreign text. */
  readonly subtitle: string
  /** The first is the default. */
  readonly actions: readonly NoticeAction[]
  /** An alert in the app says the same. */
  readonly alerted: boolean
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The identifier of the notification, the same for the same kind and subject. */
export function noticeId(notice: Pick<Notice, 'kind' | 'subject'>): string {
  return `${notice.kind}:${notice.subject}`
}

/** What there is to do about a state and the step to it: tell these, take those back. */
export interface NoticeStep {
  readonly notices: readonly Notice[]
  /** Identifiers of notifications that do not hold any more, shown or not. */
  readonly gone: readonly string[]
}
