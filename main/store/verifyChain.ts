/** Verifies the whole chain of a session, a stretch at a time, so that no commit waits long behind it. */
import { CHAIN_START } from './entryChain.ts'
import type { Store } from './store.ts'
import type { ChainCheck, ChainLink } from './storeProtocol.ts'

const STRETCH = 1_000

/** `brokenAt` is the first entry that is not what its digest says; `link` then is the last that is, else the head. */
export async function verifyChain(store: Store, sessionId: string): Promise<Omit<ChainCheck, 'more'>> {
  let after: ChainLink = { seq: 0, digest: CHAIN_START }
  for (let entries = 0; ; ) {
    const check = await store.run({ kind: 'checkChain', sessionId, after, limit: STRETCH })
    entries += check.entries
    after = check.link
    if (!check.more) return { link: check.link, entries, brokenAt: check.brokenAt }
  }
}
