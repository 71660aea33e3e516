/**
 * Asks, once for a repository (the daemon knows whether), if what Scribe writes there should be kept out of commits. Nothing
 * is written unless the person says so.
 */
import { type ReactElement, useState } from 'react'
import { fileName, plainText } from '../../shared/ui/format.ts'
import { t } from '../../shared/ui/text.ts'
import type { Stores } from '../stores/stores.ts'

export interface ExcludeOfferProps {
  readonly stores: Stores
  /** Folder of the repository. */
  readonly cwd: string
  readonly backlogId: string
  readonly onDone: () => void
}

export function ExcludeOffer({ stores, cwd, backlogId, onDone }: ExcludeOfferProps): ReactElement {
  const [refusal, setRefusal] = useState<string | null>(null)
  const exclude = async (): Promise<void> => {
    const reply = await stores.bridge.call('session/start', { cwd, backlog_id: backlogId, exclude_artifacts: true })
    if (reply.ok) onDone()
    else setRefusal(reply.error.message)
  }
  return (
    <section className="alert" aria-label={t('exclude.group')}>
      <div className="grow">
        <p>{refusal ?? t('exclude.question', { repo: plainText(fileName(cwd), 60) })}</p>
      </div>
      <button type="button" className="bezel" onClick={onDone}>
        {t('exclude.no')}
      </button>
      <button type="button" className="bezel" title={t('exclude.hint')} onClick={() => void exclude()}>
        {t('exclude.yes')}
      </button>
    </section>
  )
}
