/**
 * The names of all commands, without their schemas: the sandboxed preload needs the names only and must not carry a
 * schema library. `commands.ts` is checked against this list by the compiler.
 */
export const COMMAND_NAMES = [
  'health',
  'session/list',
  'session/get',
  'session/start',
  'session/stop',
  'session/pause',
  'session/resume',
  'worklog/append',
  'worklog/read',
  'repository/list',
  'alert/dismiss',
  'system/snapshot',
  'system/shutdown',
] as const

export type CommandName = (typeof COMMAND_NAMES)[number]
