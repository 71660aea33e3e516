/** The window of the first run without its looks: its steps, what is said of the folder that was chosen, whether the system will ask. Pure. */
import type { CommandOutput } from '../protocol/commands.ts'
import { branchParts, plainText } from './format.ts'
import { t } from './text.ts'

export const STEPS = [1, 2, 3, 4] as const
export type Step = (typeof STEPS)[number]

export type Inspected = CommandOutput<'repository/inspect'>

/** What is known of the folder that was chosen. */
export type Inspection =
  | { readonly kind: 'none' }
  | { readonly kind: 'looking'; readonly folder: string }
  | { readonly kind: 'found'; readonly folder: string; readonly found: Inspected }
  | { readonly kind: 'refused'; readonly folder: string; readonly text: string }

/** The step the person was at; a first run that is over is begun anew. */
export function stepOf(kept: string): Step {
  return STEPS.find((step) => String(step) === kept) ?? 1
}

/** The next step in a direction; it stays within the four. */
export function stepBeside(step: Step, by: 1 | -1): Step {
  return STEPS.find((each) => each === step + by) ?? step
}

/** Places of a Mac that an app may only read when the person has let it: the system asks at the first look. */
const GUARDED = [/^\/Users\/[^/]+\/(?:Desktop|Documents|Downloads)(?:\/|$)/, /^\/Users\/[^/]+\/Library\/Mobile Documents(?:\/|$)/, /^\/Volumes\/[^/]+/]

/** True where macOS will ask before Scribe can look. */
export function willBeAsked(folder: string): boolean {
  return GUARDED.some((place) => place.test(folder))
}

export interface FoundText {
  /** "sample", bold. */
  readonly name: string
  readonly path: string
  /** "Repository found". */
  readonly kind: string
  readonly branch: string
  readonly branchParts: ReturnType<typeof branchParts>
  readonly git: string
}

export function foundText({ root, name, branch, git }: Inspected): FoundText {
  const shown = branch === null ? t('row.noBranch') : plainText(branch)
  return {
    name: plainText(name, 80),
    path: plainText(root),
    kind: t('welcome.gitRepository'),
    branch: shown,
    branchParts: branchParts(shown),
    git: plainText(git, 60),
  }
}
