/**
 * How the verbs are written that run in the caller's own process: they stream, open something, look at this machine or
 * work on files. Their code is in `cli/commands`; help and completion need their form wherever they run.
 */
import { INTEGRATIONS } from '../../shared/domain/integrationNames.ts'
import { TARGET_OPTIONS, type VerbForm } from './verb.ts'

export const FORMS = {
  summarize: {
    usage: 'scribe summarize [--cited | --all] [--backlog-id ID] [--format markdown|json] [--output FILE] [--compat] [--cwd DIR]',
    summary: 'Summarize a worklog. Works without the daemon.',
    examples: ['scribe summarize --backlog-id B-1009', 'scribe summarize --format json --output summary.json'],
    options: {
      cited: { type: 'boolean', help: 'each line with the entry or commit it comes from; by the daemon' },
      all: { type: 'boolean', help: 'make the kept summaries of all sessions anew; by the daemon' },
      ...TARGET_OPTIONS,
      format: { type: 'string', help: 'how it is printed', values: ['markdown', 'json'] },
      output: { type: 'string', help: 'write this file in place of artifacts/summaries/ID-summary.md' },
      // Asks for the Python program's rules by name; they are what there is.
      compat: { type: 'boolean', help: "the Python program's rules, which are the default" },
    },
    words: [0, 0],
  },
  watch: {
    usage: 'scribe watch [--topics PATTERN]... [--from SEQ] [--json]',
    summary: 'Show what happens, as it happens, until Ctrl-C.',
    examples: ['scribe watch', "scribe watch --json --topics 'session.*'", 'scribe watch --from 1042'],
    options: {
      topics: { type: 'string', multiple: true, help: 'only these, for example session.* or worklog.appended; may be given several times' },
      from: { type: 'string', help: 'go on behind this event, as --json numbers them: SEQ, or EPOCH:SEQ' },
    },
    words: [0, 0],
  },
  open: {
    usage: 'scribe open [--folder] [--print] [--backlog-id ID] [--cwd DIR]',
    summary: 'Print where the worklog is and, on a Mac, open it.',
    examples: ['scribe open --print', 'scribe open --folder --backlog-id B-1009'],
    options: {
      ...TARGET_OPTIONS,
      folder: { type: 'boolean', help: 'the folder of the worklogs in place of the file' },
      print: { type: 'boolean', help: 'print the path only' },
    },
    words: [0, 0],
  },
  doctor: {
    usage: 'scribe doctor [--bench [--sweep] | --ui-bench] [--json]',
    summary: 'Check what Scribe needs, and say what to do. Exit code 1 if something fails.',
    examples: ['scribe doctor', 'scribe doctor --json', 'scribe doctor --bench', 'scribe doctor --bench --sweep', 'scribe doctor --ui-bench'],
    options: {
      bench: { type: 'boolean', help: 'measure this machine against what is promised, with a daemon and repositories of its own (about 20 s)' },
      sweep: { type: 'boolean', help: 'with --bench: try limits of Git at once, and recommend one (about a minute more)' },
      'ui-bench': { type: 'boolean', help: 'have the app measure its windows (about two minutes); kept in scribe-selftest.json here' },
    },
    words: [0, 0],
  },
  agents: {
    usage: 'scribe agents list | install NAME [--dry-run] | remove NAME',
    summary: 'Put Scribe into a coding agent (hooks and MCP) or onto the command line, and take it out again exactly.',
    examples: [
      'scribe agents list',
      'scribe agents install claude-code --dry-run',
      'scribe agents install claude-code',
      'scribe agents remove claude-code',
      'scribe agents install command-line',
    ],
    options: { 'dry-run': { type: 'boolean', help: 'show what would be changed, and change nothing' } },
    words: [1, 2],
    choices: [['list', 'install', 'remove'], INTEGRATIONS],
  },
  mcp: {
    usage: 'scribe mcp',
    summary: 'Serve agents over MCP on stdin and stdout; agents start it themselves (docs/agents.md).',
    examples: ['scribe mcp < /dev/null'],
    options: {},
    words: [0, 0],
  },
  daemon: {
    usage: 'scribe daemon [--demo [--seed N]] [--port N] [--json | --quiet]',
    summary: 'Run the recorder in the foreground, with a page for the browser.',
    examples: ['scribe daemon', 'scribe daemon --port 8123', 'scribe daemon --demo'],
    options: {
      demo: { type: 'boolean', help: 'show sample data, in a folder of its own that is removed at the end' },
      seed: { type: 'string', help: 'with --demo: which sample data (1); the same number gives the same' },
      port: { type: 'string', help: 'port of the page, by default a free one' },
      quiet: { type: 'boolean', help: 'print nothing' },
    },
    words: [0, 0],
  },
} as const satisfies Record<string, VerbForm>
