/** Which repository: one recorded before, or any other folder. */
import type { ReactElement, Ref } from 'react'
import type { Repository } from '../../shared/domain/repository.ts'
import { plainText } from '../../shared/ui/format.ts'
import { t } from '../../shared/ui/text.ts'
import { Field } from '../components/Field.tsx'

export interface RepositoryFieldProps {
  readonly repositories: readonly Repository[]
  readonly cwd: string
  readonly error: string | null
  readonly first: Ref<HTMLSelectElement & HTMLInputElement>
  readonly onChange: (cwd: string) => void
  /** Opens the system's dialog; absent where there is none. */
  readonly onChooseFolder?: () => void
}

/** The choice that opens a field for the path. */
const OTHER = ''

export function RepositoryField({ repositories, cwd, error, first, onChange, onChooseFolder }: RepositoryFieldProps): ReactElement {
  const isKnown = repositories.some((repository) => repository.root === cwd)
  const recents = repositories.toSorted((a, b) => b.last_used_at - a.last_used_at)
  return (
    <>
      {repositories.length > 0 && (
        <Field label={t('start.repository')} error={isKnown ? error : null}>
          {(control) => (
            <select {...control} ref={first} value={isKnown ? cwd : OTHER} onChange={(event) => onChange(event.target.value)}>
              {recents.map(({ root, name }) => (
                <option key={root} value={root}>
                  {recents.some((other) => other.root !== root && other.name === name) ? plainText(root) : plainText(name)}
                </option>
              ))}
              <option value={OTHER}>{t('start.other')}</option>
            </select>
          )}
        </Field>
      )}
      {!isKnown && (
        <Field label={t('start.path')} error={error}>
          {(control) => (
            <>
              <input
                {...control}
                ref={repositories.length === 0 ? first : undefined}
                type="text"
                spellCheck={false}
                autoComplete="off"
                placeholder={t('start.pathHint')}
                value={cwd}
                onChange={(event) => onChange(event.target.value)}
              />
              {onChooseFolder !== undefined && (
                <button type="button" className="bezel" onClick={onChooseFolder}>
                  {t('start.choose')}
                </button>
              )}
            </>
          )}
        </Field>
      )}
    </>
  )
}
