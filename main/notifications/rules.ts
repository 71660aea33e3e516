/** What holds for each kind of notice beside the person's settings, as data: how long it settles, how often it may come, what it merges into. */
import type { NoticeKind } from '../../shared/domain/noticeKinds.ts'

export interface KindRule {
  /** Waits so long whether it still holds: a checkout or a rebase passes through states that mean nothing, ms. */
  readonly settleMs: number
  /** Coming again sooner it replaces what is shown, without a new alert, ms. */
  readonly againMs: number
  /** Several about different sessions become one. */
  readonly merges: boolean
  /** Not worth holding: while nobody is there it is passed over. */
  readonly skippedWhenAway: boolean
  /** Under which heading the digest counts it; `null` for what is never held. */
  readonly digest: 'stopped' | 'changed' | 'started' | 'troubles' | null
}

const PLAIN: KindRule = { settleMs: 0, againMs: 0, merges: false, skippedWhenAway: false, digest: 'troubles' }
/** Git's own comings and goings are over by then, `ux` 5. */
const GIT_SETTLES_MS = 5_000
/** The answer to the page that started a session comes after the event; whoever started it is known by then. */
const START_SETTLES_MS = 1_000

export const KIND_RULES: { readonly [K in NoticeKind]: KindRule } = {
  'session.idleWarning': { ...PLAIN, skippedWhenAway: true, digest: null },
  'session.stopped.idle': { ...PLAIN, merges: true, digest: 'stopped' },
  'session.stopped.branch': { ...PLAIN, settleMs: GIT_SETTLES_MS, digest: 'stopped' },
  'session.stopped.push': { ...PLAIN, digest: 'stopped' },
  'session.stopped.limit': { ...PLAIN, digest: 'stopped' },
  'context.changed': { ...PLAIN, settleMs: GIT_SETTLES_MS, againMs: 300_000, digest: 'changed' },
  'session.started': { ...PLAIN, settleMs: START_SETTLES_MS, digest: 'started' },
  'session.interrupted': { ...PLAIN, digest: 'stopped' },
  'capture.degraded': { ...PLAIN, againMs: 900_000 },
  'registry.recovered': PLAIN,
  digest: { ...PLAIN, digest: null },
  'data.notSaved': { ...PLAIN, digest: null },
  'daemon.safeMode': { ...PLAIN, digest: null },
}
