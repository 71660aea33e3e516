// biome-ignore-all lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts.
// biome-ignore-all lint/a11y/useFocusableInteractive: the row above has the focus, this one holds only its buttons.
/** What an opened row shows below itself: the last lines of its worklog, its tags, and what can be done with it. */
import { type FormEvent, type ReactElement, useEffect, useState } from 'react'
import type { Entry } from '../../shared/domain/entry.ts'
import type { ScribeBridge } from '../../shared/protocol/bridge.ts'
import { clockTime, plainText } from '../../shared/ui/format.ts'
import { t } from '../../shared/ui/text.ts'
import type { SessionRow as Row } from '../../shared/ui/ui-contract.ts'

const LINES_SHOWN = 3
/** Characters, as the daemon takes them. */
const LONGEST_TAG = 64

export function RowDetail({ row, bridge, enabled }: { readonly row: Row; readonly bridge: ScribeBridge; readonly enabled: boolean }): ReactElement {
  const entries = useLastEntries(bridge, row)
  const [refusal, setRefusal] = useState('')
  const addTag = async (tag: string): Promise<boolean> => {
    const reply = await bridge.call('session/update', { session: row.id, tags_add: [tag] })
    setRefusal(reply.ok ? '' : t('detail.badTag', { max: LONGEST_TAG }))
    return reply.ok
  }
  return (
    <div role="row" className="detail" aria-level={2} aria-label={t('detail.name', { id: row.backlogId })}>
      <div role="gridcell">
        <ul>
          {entries.map((entry) => (
            <li key={entry.seq}>
              <time>{clockTime(entry.at)}</time>
              <span>{plainText(entry.lines[0]?.replace(/^- /, '') ?? '')}</span>
            </li>
          ))}
        </ul>
        {row.agents.length > 0 && (
          <ul className="agents" aria-label={t('detail.agents')}>
            {row.agents.map(({ id, state, says, age, evidence }) => (
              <li key={id} data-agent={state} title={evidence}>
                <span>
                  {says}
                  {t('separator.dot')}
                  {age}
                </span>
                <time>{evidence}</time>
              </li>
            ))}
          </ul>
        )}
        <div className="detail-foot">
          {row.tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
          <TagField enabled={enabled} onAdd={addTag} />
          {bridge.shell === 'app' && (
            <button type="button" className="bezel" onClick={() => bridge.reveal(row.id)}>
              {t('detail.reveal')}
            </button>
          )}
        </div>
        {refusal !== '' && (
          <p className="error" role="alert">
            {refusal}
          </p>
        )}
      </div>
    </div>
  )
}

/** A button that becomes a field; Return adds, Esc leaves it. */
function TagField({ enabled, onAdd }: { readonly enabled: boolean; readonly onAdd: (tag: string) => Promise<boolean> }): ReactElement {
  const [tag, setTag] = useState<string | null>(null)
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const wanted = tag?.trim() ?? ''
    if (wanted === '' || (await onAdd(wanted))) setTag(null)
  }
  if (tag === null) {
    return (
      <button type="button" className="bezel" aria-disabled={!enabled} onClick={() => enabled && setTag('')}>
        {t('detail.addTag')}
      </button>
    )
  }
  return (
    <form onSubmit={(event) => void add(event)}>
      <input
        ref={(field) => field?.focus()}
        type="text"
        aria-label={t('detail.tag')}
        autoComplete="off"
        spellCheck={false}
        value={tag}
        onChange={(event) => setTag(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') setTag(null)
        }}
      />
    </form>
  )
}

/** The last entries of the session, read again whenever it has more. */
function useLastEntries(bridge: ScribeBridge, { id, entries: count }: Row): readonly Entry[] {
  const [entries, setEntries] = useState<readonly Entry[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another count means another answer.
  useEffect(() => {
    let isWanted = true
    void bridge.call('worklog/read', { session: id, newest: true, limit: LINES_SHOWN }).then((reply) => {
      if (isWanted && reply.ok) setEntries(reply.result.entries)
    })
    return () => {
      isWanted = false
    }
  }, [bridge, id, count])
  return entries
}
