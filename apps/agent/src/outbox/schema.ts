/** Tables of the outbox, and how one that an earlier version of the agent left is brought up to date. */
import type Database from 'libsql';

/** One text, held against what the database says of itself: a table that was made by another text is made anew. */
const actTable = `CREATE TABLE act (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'collection', 'till-draw', 'till-deposit', 'till-return', 'shift-count', 'shift-hand-over',
    'reversal', 'refund', 'card-service')),
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
  lines TEXT NOT NULL DEFAULT '[]',
  masked_name TEXT,
  -- What is to be handed over once it has succeeded, and who said when that it was.
  hands TEXT NOT NULL DEFAULT '[]',
  hands_done_at TEXT,
  hands_done_by TEXT,
  -- The receipt of the act that it undoes.
  undoes TEXT,
  -- What is not decided must still be sendable.
  CHECK (body IS NOT NULL OR state IN ('running', 'succeeded', 'refused', 'unknown')),
  CHECK ((kind = 'card-service') = (service IS NOT NULL))
) STRICT`;

const actIndices = `
CREATE INDEX IF NOT EXISTS act_started ON act (started_at);
CREATE INDEX IF NOT EXISTS act_receipt ON act (receipt_number);
CREATE INDEX IF NOT EXISTS act_hands ON act (started_at) WHERE hands <> '[]' AND hands_done_at IS NULL;
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
-- Papers since a new roll was put into the printer.
CREATE TABLE IF NOT EXISTS roll (one INTEGER PRIMARY KEY CHECK (one = 1), prints INTEGER NOT NULL, since TEXT) STRICT;
INSERT OR IGNORE INTO roll (one, prints) VALUES (1, 0);
`;

const columnsOf = (database: Database.Database, table: string): readonly string[] => {
  const rows = database.prepare('SELECT name FROM pragma_table_info(?)').all(table) as { name: string }[];
  return rows.map(({ name }) => name);
};

/** Makes the table as it is now and brings over what an older one holds, as far as both know it. */
const makeAnew = (database: Database.Database): void => {
  const before = columnsOf(database, 'act');
  database.exec('ALTER TABLE act RENAME TO act_before');
  database.exec(actTable);
  const both = columnsOf(database, 'act').filter((name) => before.includes(name));
  const names = both.join(', ');
  database.exec(`INSERT INTO act (${names}) SELECT ${names} FROM act_before`);
  // Its indices go with it, and their names are free.
  database.exec('DROP TABLE act_before');
};

/** Makes what is missing and changes what is old; what is kept there stays. */
export const prepareOutbox = (database: Database.Database): void => {
  const made = database
    .prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'act'")
    .get() as { readonly sql: string } | undefined;
  const prepare = database.transaction(() => {
    if (made === undefined) database.exec(actTable);
    else if (made.sql !== actTable) makeAnew(database);
    database.exec(actIndices);
    database.exec(others);
  });
  prepare.immediate();
};
