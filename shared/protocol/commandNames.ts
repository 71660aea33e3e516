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
  'session/update',
  'session/validate',
  'session/verify',
  'session/cleanup',
  'worklog/append',
  'worklog/read',
  'summary/get',
  'context/get',
  'context/prefetch',
  'context/stats',
  'memory/put',
  'memory/get',
  'repository/list',
  'alert/list',
  'alert/dismiss',
  'settings/get',
  'settings/update',
  'settings/reset',
  'doctor/run',
  'doctor/ui',
  'cli/run',
  'client/list',
  'access/get',
  'access/renew',
  'system/snapshot',
  'system/shutdown',
] as const

export type CommandName = (typeof COMMAND_NAMES)[number]
