/**
 * What one line of a note says of itself: an idea, a decision, a blocker, work that is done, going on or planned. Pure and
 * linear. A line counts by how it begins (a label such as `Decision:`, or a verb), never by a word inside it: that is how a
 * path with `Enhanced` in it became an idea in the Python program.
 */

export const LINE_KINDS = ['idea', 'decision', 'blocker', 'done', 'doing', 'plan'] as const
export type LineKind = (typeof LINE_KINDS)[number]

export interface KindOfLine {
  readonly kind: LineKind
  /** The line without its label. */
  readonly text: string
}

/** Longest label with its colon; nothing beyond it is looked at for one. */
const LABEL_REACH = 40
/** A line shorter than this after its label says nothing. */
const LEAST = 3

const LABELS: ReadonlyMap<string, LineKind> = new Map(
  Object.entries({
    idea: ['idea', 'new idea', 'proposal', 'proposed', 'suggestion', 'what if'],
    decision: ['decision', 'decided', 'decision made', 'agreed', 'adr'],
    blocker: ['blocker', 'blocked', 'stuck', 'blocked by', 'impediment'],
    done: ['done', 'implemented', 'fixed', 'completed', 'finished', 'resolved', 'unblocked', 'shipped'],
    doing: ['in progress', 'wip', 'doing', 'working on', 'started'],
    plan: ['next', 'next step', 'next steps', 'todo', 'to do', 'plan', 'planned', 'action', 'follow-up', 'follow up', 'remaining', 'later'],
  } satisfies Record<LineKind, string[]>).flatMap(([kind, labels]) => labels.map((label): [string, LineKind] => [label, kind as LineKind])),
)

/** How a sentence begins that says what it is. Each alternative ends at a word's end, so matching is linear. */
const OPENINGS: readonly (readonly [RegExp, LineKind])[] = [
  [/^(?:(?:we|i)(?: have|'ve)? )?(?:decided|agreed|chose|settled on|went with|opted for|going with|selected)\b/i, 'decision'],
  [/^(?:let's|we'll|we will) (?:use|keep|go with|stay with)\b/i, 'decision'],
  [/^(?:what if|maybe we (?:could|should)|could we|how about|suggest(?:ing|ed)?|propos(?:e|ed|ing))\b/i, 'idea'],
  [/^(?:(?:we are|i am|i'm|we're) )?(?:blocked|stuck|waiting (?:for|on)|cannot (?:proceed|continue)|can't (?:proceed|continue))\b/i, 'blocker'],
  [/^(?:implemented|added|fixed|finished|completed|updated|created|removed|deleted|refactored|renamed|merged|shipped|wrote|documented|verified)\b/i, 'done'],
  [/^(?:working on|designing|planning|analy[sz]ing|investigating|debugging|implementing|refactoring|continuing (?:with|on)?)\b/i, 'doing'],
  [/^(?:todo|next step|need(?:s)? to|we need to|have to|remaining)\b/i, 'plan'],
]

const CHECKBOX = /^\[( |x|X)\] /
/** Marks that agents' entries begin with, and quoting. */
const MARK = /^(?:[\u2600-\u27bf\u{1f300}-\u{1faff}]\ufe0f? ?|> ?)+/u

const MAY_BE_MARKED = /^[^\0-=?-\x7f]/

/** What the line is, or `null` for one that says nothing of itself. `line` is without its bullet. */
export function kindOfLine(line: string): KindOfLine | null {
  const text = (MAY_BE_MARKED.test(line) ? line.replace(MARK, '') : line).trim()
  const box = CHECKBOX.exec(text)
  if (box !== null) return kept(box[1] === ' ' ? 'plan' : 'done', text.slice(box[0].length))
  const colon = text.slice(0, LABEL_REACH).indexOf(':')
  const label = colon === -1 ? undefined : LABELS.get(text.slice(0, colon).replaceAll('*', '').trim().toLowerCase())
  // A slash behind the colon is an address.
  if (label !== undefined && !/^[/\\]/.test(text.slice(colon + 1))) return kept(label, text.slice(colon + 1).replace(/^\**\s*/, ''))
  for (const [opening, kind] of OPENINGS) if (opening.test(text)) return kept(kind, text)
  return null
}

function kept(kind: LineKind, text: string): KindOfLine | null {
  const trimmed = text.trim()
  return trimmed.length < LEAST ? null : { kind, text: trimmed }
}
