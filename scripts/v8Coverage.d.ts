/** The part of `@bcoe/v8-coverage` that `coverage.ts` uses; the package ships no types. */
declare module '@bcoe/v8-coverage' {
  import type { Profiler } from 'node:inspector'
  export type ScriptCov = Profiler.ScriptCoverage
  /** Several runs of one script as one; `undefined` for none. */
  export function mergeScriptCovs(scripts: readonly ScriptCov[]): ScriptCov | undefined
}
