/**
 * Every place of the product where another program or process is started. Data, held against the sources by a test: a new
 * place is first written down here, with the reason, and is then read as one.
 */

export interface StartedProgram {
  /** Relative to the project. */
  readonly file: string
  readonly starts: string
  readonly why: string
}

export const PROGRAMS: readonly StartedProgram[] = [
  { file: 'main/git/gitClient.ts', starts: 'git, by absolute path', why: 'The one gate to Git: its settings, environment, deadline and process group.' },
  {
    file: 'main/context/sources/memoryProgram.ts',
    starts: 'the program that settings.json names as a memory',
    why: "The person's own rehydrator; off by default, and no door can name it.",
  },
  { file: 'main/watch/childHost.ts', starts: 'this Node, with the watch host', why: 'A native watcher must not be able to take the daemon down.' },
  { file: 'main/electron/watchHost.ts', starts: 'a utility process, with the watch host', why: 'The same inside the app, which is no Node to start.' },
  {
    file: 'main/electron/systemPanes.ts',
    starts: 'panes of System Settings, and xcode-select --install, on a Mac',
    why: 'A lost permission and a missing Git are mended there; the addresses are fixed.',
  },
  {
    file: 'main/agents/agentProcesses.ts',
    starts: '/bin/ps and /usr/sbin/lsof, on a Mac',
    why: 'Which coding agents run and where; fixed arguments, two seconds at most, and only while something records.',
  },
  {
    file: 'main/demo/demoRepository.ts',
    starts: 'git, in sample repositories it made itself',
    why: 'The demo works in real repositories, and the gate to Git only reads. Fixed arguments, without a setting of the person.',
  },
  {
    file: 'plugins/opencode/scribe.js',
    starts: "Scribe's own receiver, by absolute path",
    why: 'opencode has plugins in place of hooks: an event is handed to the program that every hook hands it to.',
  },
  { file: 'client/startDaemon.ts', starts: '/usr/bin/open with the app, or this Node with the daemon', why: 'A command that needs a daemon starts one.' },
  { file: 'cli/commands/doctorBench.ts', starts: 'git, in repositories it made itself', why: '`scribe doctor --bench` measures on repositories of its own.' },
  { file: 'cli/commands/open.ts', starts: '/usr/bin/open, on a Mac', why: '`scribe open` shows a worklog in the program the person chose for it.' },
]
