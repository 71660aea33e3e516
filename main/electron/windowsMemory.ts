/** What the app's windows have of memory, out of what Electron tells of its processes. Pure. */

export interface ProcessOf {
  readonly type: string
  /** KB, as Electron counts. */
  readonly memory: { readonly workingSetSize: number }
}

/** Bytes of all renderers; one that is not made costs nothing. `Tab` is what Electron calls a renderer. */
export function windowsBytes(processes: readonly ProcessOf[]): number {
  return processes.filter(({ type }) => type === 'Tab').reduce((sum, { memory }) => sum + memory.workingSetSize * 1024, 0)
}
