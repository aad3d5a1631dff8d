/** Tables of the outbox, and how one that an earlier version of the agent left is brought up to date. */
import type Database from 'libsql';

const acts = `
CREATE TABLE act (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'collection', 'till-draw', 'till-deposit', 'card-service')),
  service TEXT,
  channel TEXT NOT NULL CHECK (channel IN ('bank', 'cash', 'none')),
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
  -- Null: every try so far was answered, or never left.
  last_sent_at TEXT,
  called_off_at TEXT,
  -- What is not decided must still be sendable.
  CHECK (body IS NOT NULL OR state IN ('running', 'succeeded', 'refused', 'unknown')),
  CHECK ((kind = 'card-service') = (service IS NOT NULL))
) STRICT;
CREATE INDEX act_started ON act (started_at);
CREATE INDEX act_receipt ON act (receipt_number);
`;

const others = `
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

/** Acts of money only, as the first version kept them. */
const withoutServices = `
DROP INDEX IF EXISTS act_started;
DROP INDEX IF EXISTS act_receipt;
ALTER TABLE act RENAME TO act_of_money;
${acts}
INSERT INTO act (key, kind, service, channel, total, request_digest, body, card_session_id, staff_number, state, problem,
    receipt_number, print, copies, started_at)
  SELECT key, kind, NULL, channel, total, request_digest, body, card_session_id, staff_number, state, problem,
    receipt_number, print, copies, started_at FROM act_of_money;
DROP TABLE act_of_money;
`;

/** Acts as they were kept before they could be called off. */
const withoutCallingOff = `
ALTER TABLE act ADD COLUMN last_sent_at TEXT;
ALTER TABLE act ADD COLUMN called_off_at TEXT;
`;

/** Makes what is missing and changes what is old; what is kept there stays. */
export const prepareOutbox = (database: Database.Database): void => {
  const columns = database.prepare("SELECT name FROM pragma_table_info('act')").all() as { name: string }[];
  const prepare = database.transaction(() => {
    if (columns.length === 0) database.exec(acts);
    else if (!columns.some(({ name }) => name === 'service')) database.exec(withoutServices);
    else if (!columns.some(({ name }) => name === 'called_off_at')) database.exec(withoutCallingOff);
    database.exec(others);
  });
  prepare.immediate();
};
