/** Which function makes which part of a view. */
import type { Given, Part } from './given.ts'
import * as files from './partsOfFiles.ts'
import * as record from './partsOfRecord.ts'
import { ALWAYS, type PartName } from './roleViews.ts'

const MAKERS: Readonly<Record<PartName, (given: Given) => Part>> = {
  sessions: record.sessionsPart,
  decisions: record.decisionsPart,
  progress: record.progressPart,
  backlog: files.backlogPart,
  sharedFiles: files.sharedFilesPart,
  branch: files.branchPart,
  plan: record.planPart,
  modules: files.modulesPart,
  failures: record.failuresPart,
  notes: record.notesPart,
  working: files.workingPart,
  commands: record.commandsPart,
  errors: record.errorsPart,
  edits: files.editsPart,
  conventions: files.conventionsPart,
  questions: record.questionsPart,
  search: record.searchPart,
  tagged: record.taggedPart,
  review: files.reviewPart,
  results: record.resultsPart,
  risky: files.riskyPart,
  unresolved: record.unresolvedPart,
  agents: record.agentsPart,
  memory: files.memoryPart,
}

/** The parts of the view in its order, each with its share of the budget; those with nothing in them are left out. */
export function partsOf(given: Given): (readonly [part: Part, share: number])[] {
  return [...given.view.parts, ...ALWAYS].map(([name, share]) => [MAKERS[name](given), share] as const).filter(([part]) => part.items.length > 0)
}
