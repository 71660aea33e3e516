/** What Scribe recommends from its figures, each with a button that does it and one that takes it back. */
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { Advice } from '../../../shared/domain/advice.ts'
import type { ScribeBridge } from '../../../shared/protocol/bridge.ts'
import { adviceText } from '../../../shared/ui/adviceText.ts'
import { t } from '../text.ts'

interface Listed {
  readonly recommended: readonly Advice[]
  readonly applied: readonly Advice[]
}

export function Recommendations({ bridge }: { readonly bridge: ScribeBridge }): ReactElement | null {
  const [listed, setListed] = useState<Listed>({ recommended: [], applied: [] })
  const [refusal, setRefusal] = useState('')
  const ask = useCallback(async (): Promise<void> => {
    const reply = await bridge.call('advice/list', {})
    if (reply.ok) setListed(reply.result)
  }, [bridge])
  useEffect(() => void ask(), [ask])
  const change = async (command: 'advice/apply' | 'advice/undo', id: string): Promise<void> => {
    const reply = await bridge.call(command, { id })
    setRefusal(reply.ok ? '' : reply.error.message)
    await ask()
  }
  if (listed.recommended.length + listed.applied.length === 0) return null
  return (
    <section className="advice" aria-label={t('advice.title')}>
      <h2>{t('advice.title')}</h2>
      <ul>
        {listed.recommended.map((advice) => (
          <Row key={advice.id} advice={advice} verb={t('advice.apply')} onPress={() => void change('advice/apply', advice.id)} />
        ))}
        {listed.applied.map((advice) => (
          <Row key={advice.id} advice={advice} verb={t('advice.undo')} onPress={() => void change('advice/undo', advice.id)} />
        ))}
      </ul>
      {refusal !== '' && (
        <p className="error" role="alert">
          {refusal}
        </p>
      )}
    </section>
  )
}

function Row({ advice, verb, onPress }: { readonly advice: Advice; readonly verb: string; readonly onPress: () => void }): ReactElement {
  return (
    <li>
      <span>{adviceText(advice)}</span>
      <button type="button" className="bezel" onClick={onPress}>
        {verb}
      </button>
    </li>
  )
}
