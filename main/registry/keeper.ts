/** Keeps the files of all repositories, each for itself: takes the main thread's messages and answers them. */
import { assertNever } from '../../shared/domain/assertNever.ts'
import { messageOf } from '../../shared/domain/error.ts'
import { Places } from '../base/places.ts'
import type { Question, ToKeeper } from './keeperMessages.ts'
import { HeldFiles } from './outgoing.ts'
import { type KeeperParts, RepoKeeper } from './repoKeeper.ts'

/** Repositories whose files are open at once: each takes some five descriptors, of which a process may have as few as 256. */
const MOST_AT_ONCE = 12

export class RegistryKeeper {
  readonly #parts: KeeperParts
  readonly #repos = new Map<string, RepoKeeper>()

  constructor(parts: Omit<KeeperParts, 'places' | 'held'>) {
    this.#parts = { ...parts, places: new Places(() => MOST_AT_ONCE), held: new HeldFiles() }
  }

  /** Never throws; what goes wrong is said. */
  handle(message: ToKeeper): void {
    switch (message.kind) {
      case 'update': {
        const { update } = message
        const keeper = this.#repos.get(update.root) ?? new RepoKeeper(update, this.#parts)
        this.#repos.set(update.root, keeper)
        return keeper.update(update)
      }
      case 'look':
        return this.#repos.get(message.root)?.look()
      case 'settled':
        return this.#repos.get(message.root)?.settle(message.key, message.token)
      case 'ask':
        return void this.#answer(message)
      case 'close':
        return void this.#close()
      default:
        return assertNever(message)
    }
  }

  async #answer({ id, root, question }: Extract<ToKeeper, { kind: 'ask' }>): Promise<void> {
    const keeper = this.#repos.get(root)
    const answer = keeper === undefined ? null : await ask(keeper, question).catch((error: unknown) => messageOf(error))
    this.#parts.say({ kind: 'answer', id, answer })
  }

  async #close(): Promise<void> {
    await Promise.allSettled([...this.#repos.values()].map((keeper) => keeper.close()))
    this.#repos.clear()
    this.#parts.say({ kind: 'closed' })
  }
}

async function ask(keeper: RepoKeeper, question: Question): Promise<readonly string[] | string | null> {
  switch (question.kind) {
    case 'flush':
      await keeper.flush()
      return null
    case 'cleanUp':
      return await keeper.cleanUp()
    case 'check':
      return await keeper.check(question.key, question.record)
    default:
      return assertNever(question)
  }
}
