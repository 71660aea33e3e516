/**
 * What each role sees: its focus (the Python program's words, kept as they are), the parts of its view in order with their share
 * of the budget, and what weighs for it. Data; what a part holds is `parts`', how it is cut `budget`'s.
 */
import { type Context, ROLES, type Role } from '../../shared/domain/context.ts'
import type { FactKind } from '../../shared/domain/contextData.ts'

export type PartName =
  | ('sessions' | 'decisions' | 'progress' | 'backlog' | 'sharedFiles' | 'branch' | 'plan' | 'modules' | 'failures' | 'notes' | 'working' | 'commands')
  | ('errors' | 'edits' | 'conventions' | 'questions' | 'search' | 'tagged' | 'review' | 'results' | 'risky' | 'unresolved' | 'agents' | 'memory')

export interface RoleView {
  readonly focus: Context['role_focus']
  readonly parts: readonly (readonly [part: PartName, share: number])[]
  /** Kinds that weigh more, 0 to 1; others weigh `ORDINARY`. */
  readonly kinds: Readonly<Partial<Record<FactKind, number>>>
  /** Words that say that something is this role's. */
  readonly words: RegExp
}

const ORDINARY = 0.3

const VIEWS: Readonly<Record<Role | 'general', RoleView>> = {
  planner: {
    focus: {
      focus: 'strategic planning and resource allocation',
      key_metrics: ['timeline', 'resource_usage', 'progress_tracking'],
      context_priority: 'high',
    },
    parts: [
      ['sessions', 20],
      ['decisions', 25],
      ['progress', 25],
      ['backlog', 15],
      ['sharedFiles', 15],
    ],
    kinds: { decision: 1, plan: 1, blocker: 1, question: 0.6, idea: 0.5 },
    words: /\b(?:plan|planning|strategy|roadmap|backlog)/i,
  },
  implementer: {
    focus: {
      focus: 'technical implementation and system integration',
      key_metrics: ['code_changes', 'integration_status', 'technical_debt'],
      context_priority: 'high',
    },
    parts: [
      ['branch', 15],
      ['plan', 20],
      ['modules', 30],
      ['failures', 20],
      ['notes', 15],
    ],
    kinds: { edit: 1, plan: 0.8, commit: 0.7, decision: 0.7, note: 0.5 },
    words: /\b(?:implement|integrat|build|feature|migrat)/i,
  },
  coder: {
    focus: {
      focus: 'code development and debugging',
      key_metrics: ['file_changes', 'debugging_sessions', 'code_quality'],
      context_priority: 'medium',
    },
    parts: [
      ['working', 30],
      ['commands', 25],
      ['errors', 20],
      ['edits', 15],
      ['conventions', 10],
    ],
    kinds: { command: 1, edit: 1, error: 1, result: 0.6, decision: 0.5 },
    words: /\b(?:code|coding|debug|fix|bug|implement)/i,
  },
  researcher: {
    focus: {
      focus: 'research and analysis',
      key_metrics: ['research_sessions', 'analysis_progress', 'insights'],
      context_priority: 'medium',
    },
    parts: [
      ['questions', 30],
      ['search', 35],
      ['decisions', 20],
      ['tagged', 15],
    ],
    kinds: { note: 1, question: 1, idea: 0.8, decision: 0.6 },
    words: /\b(?:research|analysis|analy[sz]e|investigat|explor)/i,
  },
  reviewer: {
    focus: {
      focus: 'quality assurance and review',
      key_metrics: ['review_sessions', 'quality_metrics', 'approval_status'],
      context_priority: 'low',
    },
    parts: [
      ['review', 30],
      ['results', 25],
      ['decisions', 15],
      ['risky', 15],
      ['unresolved', 15],
    ],
    kinds: { result: 1, decision: 0.7, blocker: 0.8, error: 0.7 },
    words: /\b(?:review|test|validat|quality|approv)/i,
  },
  general: {
    focus: { focus: 'general', key_metrics: [], context_priority: 'low' },
    parts: [
      ['sessions', 10],
      ['branch', 10],
      ['working', 20],
      ['decisions', 20],
      ['progress', 20],
      ['notes', 15],
      ['edits', 5],
    ],
    kinds: { decision: 1, blocker: 1, plan: 0.7, error: 0.6, note: 0.5 },
    words: /(?!)/,
  },
}

/** Beside the parts of the role, in every view where there is something. */
export const ALWAYS: RoleView['parts'] = [
  ['agents', 5],
  ['memory', 20],
]

/** The view of a role; one that is not known gets the general one. */
export function viewOf(role: string): RoleView {
  return VIEWS[ROLES.find((known) => known === role) ?? 'general']
}

/** How much a kind of fact weighs for the role, 0 to 1; a command or check that failed weighs most where either weighs at all. */
export function kindWeight(view: RoleView, fact: { readonly kind: FactKind; readonly failed: boolean; readonly text: string }): number {
  const weight = view.kinds[fact.kind] ?? (fact.kind === 'state' ? 0 : ORDINARY)
  const failed = fact.failed && (view.kinds.error !== undefined || view.kinds.edit !== undefined || view.kinds.result !== undefined)
  return Math.min(1, Math.max(weight, failed ? 1 : 0) + (view.words.test(fact.text) ? 0.2 : 0))
}
