/** Tables of the outbox. */

/** Run at every start; each statement leaves what is there already. */
export const schema = `
CREATE TABLE IF NOT EXISTS act (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'collection', 'till-draw', 'till-deposit')),
  channel TEXT NOT NULL CHECK (channel IN ('bank', 'cash')),
  total TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  body TEXT,
  card_session_id TEXT,
  staff_number TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sending', 'running', 'succeeded', 'refused', 'unknown')),
  problem TEXT,
  receipt_number TEXT,
  print TEXT,
  copies INTEGER NOT NULL DEFAULT 0,
  started_at TEXT NOT NULL,
  -- What is not decided must still be sendable.
  CHECK (body IS NOT NULL OR state IN ('running', 'succeeded', 'refused', 'unknown'))
) STRICT;
CREATE INDEX IF NOT EXISTS act_started ON act (started_at);
CREATE INDEX IF NOT EXISTS act_receipt ON act (receipt_number);
CREATE TABLE IF NOT EXISTS print_report (
  receipt_number TEXT NOT NULL,
  copy INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  fault TEXT,
  PRIMARY KEY (receipt_number, copy)
) STRICT;
CREATE TABLE IF NOT EXISTS card_session (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), change_number INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO cursor (one, change_number) VALUES (1, 0);
`;
