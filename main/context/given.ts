/** What a view is made of: the facts of all sources that answered, and who asks. Values only. */
import type { Fact, SourceData } from '../../shared/domain/contextData.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { RoleView } from './roleViews.ts'

export interface Given {
  readonly view: RoleView
  readonly task: string
  readonly session: Session | null
  /** By source; missing where it gave nothing. */
  readonly data: Partial<SourceData>
  /** Facts of the worklogs, those that matter most to the role first. */
  readonly ranked: readonly Fact[]
}

/** A part of a view: whole items, each a line. */
export interface Part {
  readonly name: string
  readonly title: string
  /** Where it comes from. */
  readonly source: string
  readonly items: readonly string[]
  /** Where the rest is when not all items fit. */
  readonly rest: string
}
