/**
 * Figures of what Scribe costs and how fast it is: one row a minute, later one an hour (`grain`, ms), each the JSON of `metricsPointSchema`.
 * And how many files a change stands for, where a flood was folded.
 */
export const metrics = `
CREATE TABLE metrics (grain INTEGER NOT NULL, at INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (grain, at)) STRICT, WITHOUT ROWID;
ALTER TABLE changes ADD COLUMN files INTEGER;
`
