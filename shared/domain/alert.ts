/** Something the person should know: a code with arguments, never ready-made text (the window words it). */
import { z } from 'zod'

export const alertSchema = z.object({
  /** The same fault has the same id, so raising it again replaces it. */
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  code: z.enum([
    'watch.degraded',
    'conflict.path',
    'session.idleWarning',
    'git.missing',
    'git.failed',
    'repo.gone',
    'repo.denied',
    'registry.corrupt',
    'registry.failed',
    'worklog.failed',
    'summary.failed',
    'session.looping',
    'session.stuck',
    'slow.detection',
    'slow.context',
    'slow.commands',
    'slow.events',
    'load.processor',
    'load.memory',
    'state.corrupt',
    'store.failed',
    'settings.corrupt',
    'daemon.safeMode',
    'login.approval',
    'app.translocated',
    'shortcut.taken',
    'notify.unshown',
  ]),
  args: z.record(z.string(), z.union([z.string(), z.number()])),
  at: z.number(),
  session_id: z.string().optional(),
})
export type Alert = z.infer<typeof alertSchema>
/** One that is shown no longer; `cleared_at` in ms since 1970. */
export type PastAlert = Alert & { readonly cleared_at: number }
export type AlertCode = Alert['code']
