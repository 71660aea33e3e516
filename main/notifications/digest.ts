/** What was held back, as one notice that counts. Pure. */
import { type MessageKey, t } from '../../shared/ui/text.ts'
import type { Notice } from './notice.ts'
import { KIND_RULES } from './rules.ts'

const PARTS = ['stopped', 'changed', 'started', 'troubles'] as const

/** The digest of these notices, which are at least one. */
export function digestOf(held: readonly Notice[], now: number): Notice {
  const counts = PARTS.map((part) => ({ part, count: held.filter((notice) => KIND_RULES[notice.kind].digest === part).length }))
  const words = counts.filter(({ count }) => count > 0).map(({ part, count }) => t(`notice.digest.${part}` satisfies MessageKey, { count }))
  return {
    kind: 'digest',
    subject: 'system',
    sessionId: null,
    words: 'digest',
    args: { counts: words.join(t('separator.comma')) },
    subtitle: '',
    actions: [],
    alerted: false,
    at: now,
  }
}
