/** Commands about settings: the table's shapes on one side, `SettingsStore` on the other. */
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { SettingsStore } from '../settings/settingsStore.ts'
import type { Handlers } from './dispatch.ts'

export function settingsCommands(settings: SettingsStore): Pick<Handlers, 'settings/get' | 'settings/update' | 'settings/reset'> {
  const found = (): CommandOutput<'settings/get'> => ({
    settings: settings.current,
    locked: { ...settings.locked },
    refused: [...settings.refused],
    file: settings.path,
  })
  return {
    'settings/get': async () => found(),
    'settings/update': async ({ values }) => {
      await settings.update(values)
      return found()
    },
    'settings/reset': async ({ keys }) => {
      await settings.reset(keys)
      return found()
    },
  }
}
