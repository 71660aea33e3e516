/** What the sample projects are made of: names, files, and what is said while they are worked on. Data only; nothing here is real. */

export interface DemoProject {
  readonly name: string
  readonly files: readonly string[]
  /** How a line of its files looks; `$` is a number. */
  readonly line: string
  readonly decisions: readonly string[]
  readonly ideas: readonly string[]
  readonly nexts: readonly string[]
  readonly notes: readonly string[]
  readonly commits: readonly string[]
  readonly prompts: readonly string[]
  readonly turns: readonly string[]
  readonly command: string
  /** One that fails every time; nothing is committed before it works. */
  readonly failing?: string
}

const ATLAS: DemoProject = {
  name: 'atlas-web',
  files: ['src/tiles/cache.ts', 'src/tiles/prefetch.ts', 'src/map/viewport.ts', 'src/offline/queue.ts', 'test/cache.test.ts', 'readme.md'],
  line: 'export const zoom$ = { level: $, margin: $ }',
  decisions: ['keep tiles in IndexedDB, not in the Cache API', 'the queue is replayed in order, never merged', 'evict by last use, 200 MB at most'],
  ideas: ['prefetch along the direction of travel', 'share the tile cache between windows', 'draw old tiles greyed while new ones load'],
  nexts: ['measure eviction with 5,000 tiles', 'ask design about the offline badge', 'write the migration for old caches'],
  notes: ['Safari keeps 20 % less than Chrome before it asks', 'The flicker comes from two layers with one id', 'Pairing with Jo on the queue'],
  commits: ['Keep tiles across restarts', 'Replay the queue in order', 'Evict by last use', 'Test the cache at its limit', 'Name layers once'],
  prompts: ['make the tile cache survive a restart and test it', 'why does the map flicker when it zooms out?', 'add a limit to the offline queue'],
  turns: ['The cache now survives a restart.', 'Two layers had the same id; the second is renamed.', 'The queue holds 500 requests at most.'],
  command: 'npm test -- cache',
}
const LEDGER: DemoProject = {
  name: 'ledger-api',
  files: ['ledger/rounding.py', 'ledger/postings.py', 'ledger/api.py', 'tests/test_rounding.py', 'readme.md'],
  line: 'RATE_$ = Decimal("0.$")',
  decisions: ['round half to even, at the last step only', 'amounts are integers of the smallest unit', 'refuse a posting that does not balance'],
  ideas: ['property tests for postings that sum to zero', 'one table of currencies with their digits', 'show the rounding in the audit trail'],
  nexts: ['check yen and dinar', 'tell finance of the changed cent', 'remove the old helper'],
  notes: ['Invoice 4711 is one cent off since March', 'The old code rounds three times', 'Finance wants the change before the quarter ends'],
  commits: ['Round once, at the end', 'Refuse postings that do not balance', 'Test rounding with the real invoices', 'Count in the smallest unit'],
  prompts: ['find where the cent of invoice 4711 is lost', 'write tests for rounding with three currencies', 'make postings that do not balance an error'],
  turns: ['The cent is lost in the second rounding.', 'Tests cover euro, yen and dinar.', 'Postings that do not balance are refused.'],
  command: 'pytest -q tests/test_rounding.py',
  failing: 'pytest -q tests/test_postings.py',
}
const NOTES: DemoProject = {
  name: 'field-notes',
  files: ['handbook/index.md', 'handbook/sampling.md', 'handbook/glossary.md', 'readme.md'],
  line: '- Site $: take $ samples, label them at once.',
  decisions: ['one page a task, with a picture', 'write units out at first use', 'the glossary is sorted by topic'],
  ideas: ['a printable page for the car', 'QR codes on the sample boxes', 'let field staff send corrections'],
  nexts: ['photograph the new sampler', 'have Ada read the safety page', 'link the glossary from every page'],
  notes: ['The north site has new opening hours', 'Readers skip everything behind the first screen', 'Ada found two wrong units'],
  commits: ['Write the sampling page', 'Sort the glossary by topic', 'Put safety first', 'Mend two units'],
  prompts: ['shorten the sampling page to one screen', 'check all units in the handbook'],
  turns: ['The page fits one screen now.', 'Two units were wrong and are mended.'],
  command: 'make check-links',
}
const KILN: DemoProject = {
  name: 'kiln',
  files: ['src/main.rs', 'src/watch.rs', 'src/config.rs', 'Cargo.toml', 'readme.md'],
  line: 'pub const STEP_$: u32 = $;',
  decisions: ['the configuration is one TOML file', 'a missing key is an error with its line'],
  ideas: ['watch with one thread for all folders', 'print what would be built, and why'],
  nexts: ['try it on the large workspace', 'document the exit codes'],
  notes: ['Builds twice when an editor saves with a rename', 'The lock is held for 40 ms'],
  commits: ['Read the configuration from one file', 'Say the line of a bad key', 'Begin the watch mode'],
  prompts: ['read the configuration from kiln.toml', 'explain why the build runs twice'],
  turns: ['The configuration comes from kiln.toml.', 'The editor saves with a rename, which is two events.'],
  command: 'cargo test --quiet',
}
const ORCHARD: DemoProject = {
  name: 'orchard-ios',
  files: ['Sources/Widget.swift', 'Sources/Timeline.swift', 'Sources/Harvest.swift', 'Tests/TimelineTests.swift', 'readme.md'],
  line: 'let row$ = Row(trees: $, ripe: $)',
  decisions: ['the widget shows one number and one colour', 'refresh at sunrise and at noon'],
  ideas: ['let a tap open the orchard nearest by', 'a dark variant for the lock screen'],
  nexts: ['test with no location', 'take pictures for the store'],
  notes: ['Timelines of more than 40 entries are cut', 'The preview needs sample data'],
  commits: ['Show what is ripe in a widget', 'Refresh twice a day', 'Give the preview sample data'],
  prompts: ['add a small widget that shows what is ripe', 'why is the timeline cut?'],
  turns: ['The widget shows the ripe trees of the nearest orchard.', 'The system keeps 40 entries; there were 96.'],
  command: 'swift test --filter Timeline',
}
const SENSOR: DemoProject = {
  name: 'sensor-hub',
  files: ['src/radio.c', 'src/radio.h', 'src/main.c', 'Makefile', 'readme.md'],
  line: '#define SLOT_$ $',
  decisions: ['the radio sleeps between slots', 'one retry, then the next slot'],
  ideas: ['measure the battery in the idle slot'],
  nexts: ['try it in the cold room'],
  notes: ['The board draws 3 mA when it should sleep', 'Works on the bench, not in the field'],
  commits: ['Let the radio sleep', 'Retry once'],
  prompts: ['let the radio sleep between two slots'],
  turns: ['The radio sleeps between slots.'],
  command: 'make test',
}

export const DEMO_PROJECTS = { ATLAS, LEDGER, NOTES, KILN, ORCHARD, SENSOR } as const
