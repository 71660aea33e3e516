/**
 * Summaries of sessions and the full-text index over entries and summaries. The index holds no text of its own for entries: it
 * reads them through a view. What is there already is indexed later, piece by piece (`searchIndex.ts`), so that opening an old
 * store does not wait for it.
 */
export const search = `
CREATE TABLE summaries (
  number INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL UNIQUE REFERENCES sessions (id),
  at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE INDEX entries_by_time ON entries (at);
CREATE INDEX changes_by_session ON changes (session_id, path);

CREATE TABLE search_state (id INTEGER PRIMARY KEY CHECK (id = 1), indexed_seq INTEGER NOT NULL) STRICT;
INSERT INTO search_state (id, indexed_seq) VALUES (1, 0);

CREATE VIEW entry_docs AS
  SELECT seq, '' AS scope, CASE WHEN json_valid(lines) THEN (SELECT group_concat(value, char(10)) FROM json_each(lines)) END AS text FROM entries;
CREATE VIRTUAL TABLE entry_text USING fts5 (
  scope, text, content = 'entry_docs', content_rowid = 'seq', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE summary_text USING fts5 (scope, text, tokenize = 'unicode61 remove_diacritics 2');
`
