/** Of sixty sessions whose content is known: nothing is told that is not there, and most of what is there is told. */
import { expect, suite, test } from 'vitest'
import { plantedSessions } from '../../testing/plantedSessions.ts'
import { CitedExtraction } from './citedExtract.ts'
import type { CitedSummary } from './citedSummary.ts'
import { toLookFor, verified } from './verify.ts'

const PLANTED = plantedSessions()

function summaryOf({ sessionId, entries, commits, paths }: (typeof PLANTED)[number]): CitedSummary {
  const extraction = new CitedExtraction()
  for (const entry of entries) extraction.add(entry)
  const read = extraction.summary({ session_id: sessionId, backlog_id: 'B-1', now: 1, truncated: false })
  const asked = toLookFor(read)
  return verified(read, {
    commits: new Set(asked.commits.filter((id) => commits.includes(id))),
    paths: new Set(asked.paths.filter((path) => paths.includes(path))),
  })
}

suite('the planted sessions', () => {
  const made = PLANTED.map((planted) => ({ planted, summary: summaryOf(planted) }))
  const share = (part: number, whole: number): number => Math.round((1_000 * part) / whole) / 10

  test('no commit and no path is told that is not there, and none that is there is missing', () => {
    for (const { planted, summary } of made) {
      expect(summary.commits.items.map(({ id }) => id)).toEqual(planted.commits)
      expect(summary.files.items.map(({ path }) => path).sort()).toEqual([...planted.paths].sort())
      for (const name of planted.invented) expect(JSON.stringify({ ...summary, left_out: null })).not.toContain(name)
    }
  })

  test('every line of a summary stands in an entry that says it', () => {
    for (const { planted, summary } of made) {
      for (const { text, evidence } of [...summary.ideas.items, ...summary.decisions.items, ...summary.progress.done.items]) {
        const lines = planted.entries.find(({ place }) => evidence.kind === 'entry' && place.kind === 'entry' && place.seq === evidence.seq)?.lines ?? []
        expect(lines.join('\n')).toContain(text)
      }
    }
  })

  test('of ideas and decisions most are found, and none is made up', () => {
    const count = (kind: 'ideas' | 'decisions') => {
      const all = made.map(({ planted, summary }) => ({ known: planted[kind], told: summary[kind].items.map(({ text }) => text) }))
      const right = all.flatMap(({ known, told }) => told.filter((text) => known.some((one) => text.includes(one))))
      const found = all.flatMap(({ known, told }) => known.filter((one) => told.some((text) => text.includes(one))))
      const [known, told] = [all.flatMap((one) => one.known).length, all.flatMap((one) => one.told).length]
      return { precision: share(right.length, told), recall: share(found.length, known) }
    }
    const [ideas, decisions] = [count('ideas'), count('decisions')]
    console.log(`planted sessions: ideas ${JSON.stringify(ideas)}, decisions ${JSON.stringify(decisions)}`)
    expect([ideas.precision, decisions.precision]).toEqual([100, 100])
    expect(Math.min(ideas.recall, decisions.recall)).toBeGreaterThan(50)
  })
})
