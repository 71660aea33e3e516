/**
 * The sample sessions as data: who works on what since when, how it ended, and step by step what happened. Pure: the same seed tells the
 * same stories, at times that are counted back from now.
 */
import type { Session } from '../../shared/domain/session.ts'
import { DEMO_PROJECTS, type DemoProject } from './demoProjects.ts'
import { Seeded } from './seeded.ts'

/** How a session stands when the demo begins. `gone`: its repository is there no more. */
type Ending = { readonly kind: 'recording' | 'paused' | 'gone' } | { readonly kind: 'completed'; readonly reason: CompletedBy }
export type CompletedBy = 'user' | 'idle' | 'branch' | 'push'

interface Outline {
  readonly project: DemoProject
  readonly backlogId: string
  readonly branch: string
  readonly type: Session['type']
  readonly priority: Session['priority']
  readonly tags: readonly string[]
  readonly description: string
  /** Minutes before now. */
  readonly from: number
  readonly to: number
  readonly steps: number
  readonly ending: Ending
}

export type DemoStep = { readonly minutesAgo: number } & (
  | { readonly kind: 'note'; readonly text: string }
  /** What an agent's hook would have told. */
  | { readonly kind: 'prompt' | 'turn'; readonly text: string }
  | { readonly kind: 'command'; readonly command: string; readonly ms: number }
  | { readonly kind: 'edit'; readonly path: string; readonly by: 'session' | 'agent' }
  | { readonly kind: 'commit'; readonly subject: string }
)

export interface DemoStory extends Outline {
  readonly told: readonly DemoStep[]
}

const HOUR = 60
const DAY = 24 * HOUR
const { ATLAS, LEDGER, NOTES, KILN, ORCHARD, SENSOR } = DEMO_PROJECTS
const FEATURE = { type: 'implementation', priority: 'medium' } as const

/** In a project the earlier one stands first: its branch is what the next one grows from. */
// biome-ignore format: one line a session
const OUTLINES: readonly Outline[] = [
  { project: KILN, backlogId: 'B-70', branch: 'feat/B-70-config-file', ...FEATURE, tags: ['cli'], description: 'One file for all settings', from: 6 * DAY, to: 6 * DAY - 90, steps: 14, ending: { kind: 'completed', reason: 'idle' } },
  { project: NOTES, backlogId: 'B-305', branch: 'docs/B-305-glossary', type: 'planning', priority: 'low', tags: ['docs'], description: 'Sort the glossary', from: 5 * DAY, to: 5 * DAY - 70, steps: 12, ending: { kind: 'completed', reason: 'user' } },
  { project: LEDGER, backlogId: 'B-1180', branch: 'fix/B-1180-currency-codes', type: 'debug', priority: 'high', tags: ['finance'], description: 'Codes of two currencies are mixed up', from: 3 * DAY, to: 3 * DAY - 110, steps: 18, ending: { kind: 'completed', reason: 'user' } },
  { project: ATLAS, backlogId: 'B-2035', branch: 'feat/B-2035-tile-cache', ...FEATURE, tags: ['maps'], description: 'Keep tiles between visits', from: 2 * DAY, to: 2 * DAY - 150, steps: 22, ending: { kind: 'completed', reason: 'push' } },
  { project: ATLAS, backlogId: 'B-2038', branch: 'fix/B-2038-zoom-flicker', type: 'debug', priority: 'high', tags: ['maps', 'ui'], description: 'The map flickers when it zooms out', from: DAY, to: DAY - 80, steps: 16, ending: { kind: 'completed', reason: 'branch' } },
  { project: SENSOR, backlogId: 'B-902', branch: 'feat/B-902-radio-sleep', ...FEATURE, tags: ['firmware'], description: 'Let the radio sleep between slots', from: 9 * HOUR, to: 7 * HOUR, steps: 12, ending: { kind: 'gone' } },
  { project: NOTES, backlogId: 'B-310', branch: 'docs/B-310-handbook', type: 'brainstorming', priority: 'low', tags: ['docs'], description: 'A handbook people read in the car', from: 5 * HOUR, to: 3 * HOUR, steps: 14, ending: { kind: 'paused' } },
  { project: ATLAS, backlogId: 'B-2041', branch: 'feat/B-2041-offline-maps', ...FEATURE, tags: ['maps', 'offline'], description: 'Maps that work without a network', from: 3 * HOUR, to: 2, steps: 26, ending: { kind: 'recording' } },
  { project: LEDGER, backlogId: 'B-1187', branch: 'fix/B-1187-rounding', type: 'debug', priority: 'high', tags: ['finance', 'urgent'], description: 'Invoices are one cent off', from: 95, to: 3, steps: 20, ending: { kind: 'recording' } },
  { project: ORCHARD, backlogId: 'B-488', branch: 'feat/B-488-widget', ...FEATURE, tags: ['ios'], description: 'What is ripe, at a glance', from: 40, to: 4, steps: 10, ending: { kind: 'recording' } },
]

/** Waits for a place when the demo begins; started through the daemon like any other. */
export const WAITING = { project: KILN, backlogId: 'B-77', branch: 'feat/B-77-watch-mode', type: 'implementation', priority: 'low', tags: ['cli'] } as const

/** Every session of the past, each with its steps in order. */
export function demoStories(seed: number): DemoStory[] {
  const chance = new Seeded(seed)
  return OUTLINES.map((outline) => ({ ...outline, told: stepsOf(outline, chance) }))
}

function stepsOf({ project, from, to, steps }: Outline, chance: Seeded): DemoStep[] {
  const said = chance.shuffled(sayings(project))
  const commits = chance.shuffled(project.commits)
  const every = (from - to) / (steps + 1)
  return Array.from({ length: steps }, (_, index): DemoStep => {
    const minutesAgo = from - every * (index + 1) - chance.next() * every * 0.5
    // It ends with a commit, so that nothing is left that only a scan would find.
    if (index === steps - 1 || index % 6 === 5) return { kind: 'commit', minutesAgo, subject: commits.shift() ?? chance.pick(project.commits) }
    const one = index % 2 === 0 ? undefined : said.shift()
    if (one !== undefined) return { ...one, minutesAgo }
    return { kind: 'edit', minutesAgo, path: chance.pick(project.files), by: chance.next() < 0.4 ? 'agent' : 'session' }
  })
}

type Unplaced<T> = T extends DemoStep ? Omit<T, 'minutesAgo'> : never

function sayings({ decisions, ideas, nexts, notes, prompts, turns, command }: DemoProject): Unplaced<DemoStep>[] {
  const note = (text: string) => ({ kind: 'note', text }) as const
  return [
    ...decisions.map((text) => note(`Decision: ${text}`)),
    ...ideas.map((text) => note(`Idea: ${text}`)),
    ...nexts.map((text) => note(`Next: ${text}`)),
    ...notes.map(note),
    ...prompts.map((text) => ({ kind: 'prompt', text }) as const),
    ...turns.map((text) => ({ kind: 'turn', text }) as const),
    { kind: 'command', command, ms: 2_300 },
  ]
}
