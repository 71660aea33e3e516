/** What a person is told when the app cannot start. */
import { dialog } from 'electron'
import { ScribeError } from '../../shared/domain/error.ts'
import { t } from '../../shared/ui/text.ts'

/** Settles when it was read. `log` is where the details are. */
export async function sayWhy(error: unknown, log: string): Promise<void> {
  const detail = error instanceof ScribeError ? error.message : t('failed.detail', { log })
  const owned = error instanceof ScribeError && error.code === 'store.owned'
  const message = t(owned ? 'failed.owned' : 'failed.message')
  await dialog.showMessageBox({ type: 'error', message, detail, buttons: [t('quit.quit')] })
}
