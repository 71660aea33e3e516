import { expect, suite, test } from 'vitest'
import { CitedExtraction } from './citedExtract.ts'
import type { CitedSummary } from './citedSummary.ts'
import { toLookFor, verified } from './verify.ts'

function summaryOf(told: readonly (readonly [kind: string, ...lines: string[]])[]): CitedSummary {
  const extraction = new CitedExtraction({ patterns: (text) => (text.includes('ADR') ? ['records'] : []) })
  for (const [index, [kind, ...lines]] of told.entries()) extraction.add({ place: { kind: 'entry', session_id: 's', seq: index + 1 }, at: 1, kind, lines })
  return extraction.summary({ session_id: 's', backlog_id: 'B-1', now: 1, truncated: false })
}
const TOLD = [
  ['note', '- Decision: revert a1b2c3d'],
  ['note', '- Decision: revert b1b2c3d'],
  ['note', '- Idea: split src/real.ts'],
  ['note', '- Idea: split src/invented.ts'],
  ['note', '- Next: cache the session registry'],
  ['note', '- Next: document the session format'],
  ['commit', '- Commit c1b2c3d4e: Cache session registry, remove src/gone.ts', '- Commit d1b2c3d4e: Document session format'],
  ['change', '- Changes: 2 file(s)', '  - src/real.ts', '  - src/forged.ts'],
  ['command', '- ▶ cmd (exit 0): git show e1b2c3d4e', '- ▶ cmd (exit 0): touch out/new.ts'],
  ['note', '- ADR 1 in docs/none.md'],
  ['note', '- urgent: see src/invented.ts'],
] as const
const EXISTING = { commits: new Set(['a1b2c3d', 'c1b2c3d4e']), paths: new Set(['src/real.ts']) }

suite('shared/summaries/verify', () => {
  test('everything a line rests on or names is looked for', () => {
    const { commits, paths } = toLookFor(summaryOf(TOLD))
    expect([...commits].sort()).toEqual(['a1b2c3d', 'b1b2c3d', 'c1b2c3d4e', 'd1b2c3d4e', 'e1b2c3d4e'])
    expect([...paths].sort()).toEqual(['docs/none.md', 'src/forged.ts', 'src/invented.ts', 'src/real.ts'])
  })

  test('what does not exist is left out, wherever it stands, and said', () => {
    const summary = verified(summaryOf(TOLD), EXISTING)
    expect(summary.decisions.items.map(({ text }) => text)).toEqual(['revert a1b2c3d'])
    expect(summary.ideas.items.map(({ text }) => text)).toEqual(['split src/real.ts'])
    expect(summary.commits.items.map(({ id }) => id)).toEqual(['c1b2c3d4e'])
    expect(summary.files.items.map(({ path }) => path)).toEqual(['src/real.ts'])
    expect(summary.commands.items.map(({ command }) => command)).toEqual(['touch out/new.ts'])
    expect(summary.custom).toEqual([{ name: 'records', found: { items: [], more: 0 } }])
    expect(summary.suggested.priority).toBeNull()
    expect(new Set(summary.left_out.items.map(({ missing }) => missing))).toEqual(
      new Set(['b1b2c3d', 'd1b2c3d4e', 'e1b2c3d4e', 'src/invented.ts', 'src/forged.ts', 'docs/none.md']),
    )
    for (const { evidence } of summary.left_out.items) expect(evidence).toBeDefined()
  })

  test('what was left out settles nothing', () => {
    const { progress, next_steps } = verified(summaryOf(TOLD), EXISTING)
    expect(progress.planned.items.map(({ settled }) => settled)).toEqual([{ kind: 'commit', id: 'c1b2c3d4e' }, undefined])
    expect(next_steps.map(({ text }) => text)).toEqual(['document the session format'])
  })

  test('of very many only some are listed, and the rest is counted', () => {
    const many = Array.from({ length: 50 }, (_, n) => ['note', `- Idea: split src/none${n}.ts`] as const)
    expect(verified(summaryOf(many), EXISTING).left_out).toMatchObject({ items: { length: 20 }, more: 30 })
  })

  test('a summary in which everything exists stays as it is', () => {
    const summary = summaryOf(TOLD)
    const { commits, paths } = toLookFor(summary)
    expect(verified(summary, { commits: new Set(commits), paths: new Set(paths) })).toEqual(summary)
  })
})
