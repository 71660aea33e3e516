/** Commands about settings: the table's shapes on one side, `SettingsStore` on the other. */
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import type { SettingsStore } from '../settings/settingsStore.ts'
import type { Handlers } from './dispatch.ts'

export function settingsCommands(settings: SettingsStore, git: GitClient): Pick<Handlers, 'settings/get' | 'settings/update' | 'settings/reset'> {
  const rootOf = async (folder: string | undefined): Promise<string | undefined> =>
    folder === undefined ? undefined : (await locateRepository(git, folder)).root
  const found = (repo: string | undefined): CommandOutput<'settings/get'> => ({
    settings: repo === undefined ? settings.current : settings.forRepo(repo),
    locked: { ...settings.locked },
    refused: [...settings.refused],
    file: settings.path,
    repo: repo ?? null,
    own: repo === undefined ? [] : settings.ownKeys(repo),
  })
  return {
    'settings/get': async ({ repo }) => found(await rootOf(repo)),
    'settings/update': async ({ values, repo }) => {
      const root = await rootOf(repo)
      await settings.update(values, root)
      return found(root)
    },
    'settings/reset': async ({ keys, repo }) => {
      const root = await rootOf(repo)
      await settings.reset(keys, root)
      return found(root)
    },
  }
}
