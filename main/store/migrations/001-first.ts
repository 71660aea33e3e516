/** First schema: sessions, what changed, what the worklog says, repositories and their last scan. */
export const first = `
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  backlog_id TEXT NOT NULL,
  repo TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_repo ON sessions (repo, backlog_id);

CREATE TABLE entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  lines TEXT NOT NULL,
  projected INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX entries_by_session ON entries (session_id, seq);
CREATE INDEX entries_unprojected ON entries (session_id, seq) WHERE projected = 0;

CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  entry_seq INTEGER REFERENCES entries (seq)
) STRICT;
CREATE INDEX changes_open ON changes (session_id, id) WHERE entry_seq IS NULL;
CREATE INDEX changes_by_entry ON changes (entry_seq);

CREATE TABLE repositories (
  root TEXT PRIMARY KEY,
  last_used_at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE TABLE snapshot_files (
  repo TEXT NOT NULL,
  path TEXT NOT NULL,
  stamp TEXT NOT NULL,
  PRIMARY KEY (repo, path)
) STRICT, WITHOUT ROWID;
`
