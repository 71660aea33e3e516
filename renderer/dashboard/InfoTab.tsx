/** What is known of a session besides its record. Text that can be selected and copied. */
import type { ReactElement } from 'react'
import type { Session } from '../../shared/domain/session.ts'
import { clockTime, plainText } from '../../shared/ui/format.ts'
import { t } from '../../shared/ui/text.ts'

export function InfoTab({ session }: { readonly session: Session }): ReactElement {
  const facts = [
    ['info.repository', session.repo],
    ['info.worklog', session.worklog],
    ['info.started', clockTime(session.started_at)],
    ['info.id', session.id],
  ] as const
  return (
    <dl className="facts">
      {facts.map(([key, value]) => (
        <div key={key} className="fact">
          <dt>{t(key)}</dt>
          <dd>{plainText(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
