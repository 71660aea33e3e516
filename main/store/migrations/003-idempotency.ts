/** Third schema: the key under which a client gave an entry, so that the same request, asked again after a lost answer, adds nothing. */
export const idempotency = `
ALTER TABLE entries ADD COLUMN idem TEXT;
CREATE UNIQUE INDEX entries_by_idem ON entries (session_id, idem) WHERE idem IS NOT NULL;
`
