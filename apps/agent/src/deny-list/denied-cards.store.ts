/** The centre's deny list as this window last heard of it, on disk: cards that are refused also without a network. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import Database from 'libsql';
import type { ProblemCode } from '#libs/contract/problems.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import type { AgentConfig } from '../ground/config.js';
import { privateDatabase } from '../ground/private-files.js';

/** One change of the list; `refusal` is null for a card that may be used again. */
export type DenyChange = {
  readonly cardNumber: string;
  readonly identificationCode: string;
  readonly refusal: ProblemCode | null;
};

const schema = `
CREATE TABLE IF NOT EXISTS deny_entry (
  card_number TEXT PRIMARY KEY,
  identification_code TEXT NOT NULL,
  refusal TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS deny_entry_code ON deny_entry (identification_code);
CREATE TABLE IF NOT EXISTS heard (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  change_number INTEGER NOT NULL,
  as_of TEXT
) STRICT;
INSERT OR IGNORE INTO heard (one, change_number) VALUES (1, 0);
`;

@Injectable()
export class DeniedCardsStore implements OnApplicationShutdown {
  private readonly database: Database.Database;

  constructor(@Inject(AGENT_CONFIG) config: AgentConfig) {
    this.database = new Database(privateDatabase(config.directory, 'deny-list.sqlite'));
    // What is lost with the power is fetched again: the change number is lost with it.
    this.database.exec('PRAGMA journal_mode = WAL');
    this.database.exec('PRAGMA synchronous = NORMAL');
    this.database.exec(schema);
  }

  onApplicationShutdown(): void {
    this.database.close();
  }

  /** Takes in changes and the number up to which they go, all or nothing. */
  take(changes: readonly DenyChange[], changeNumber: number): void {
    const add = this.database.prepare('INSERT OR REPLACE INTO deny_entry VALUES (?, ?, ?)');
    const remove = this.database.prepare('DELETE FROM deny_entry WHERE card_number = ?');
    const heard = this.database.prepare('UPDATE heard SET change_number = ?');
    const takeAll = this.database.transaction(() => {
      for (const { cardNumber, identificationCode, refusal } of changes)
        if (refusal === null) remove.run(cardNumber);
        else add.run(cardNumber, identificationCode, refusal);
      heard.run(changeNumber);
    });
    takeAll.immediate();
  }

  /** Forgets the list: the centre's was restored from before what was heard last. */
  startOver(): void {
    this.database
      .transaction(() => {
        this.database.exec('DELETE FROM deny_entry');
        this.database.exec('UPDATE heard SET change_number = 0, as_of = NULL');
      })
      .immediate();
  }

  /** Notes that the list was complete at an instant, ISO 8601. */
  confirm(asOf: string): void {
    this.database.prepare('UPDATE heard SET as_of = ?').run(asOf);
  }

  /** Why a card is refused, by either of its two marks; null when it is not on the list. */
  find(cardNumber: string, identificationCode: string): ProblemCode | null {
    const row = this.database
      .prepare('SELECT refusal FROM deny_entry WHERE card_number = ? OR identification_code = ?')
      .get(cardNumber, identificationCode) as { refusal: ProblemCode } | undefined;
    return row?.refusal ?? null;
  }

  /** The number of the last change that was taken in. */
  get changeNumber(): number {
    return (this.database.prepare('SELECT change_number AS at FROM heard').get() as { at: number }).at;
  }

  /** How far the list goes: when it was complete, how many cards are on it, which takes longer the more they are. */
  get extent(): { readonly asOf: string | null; readonly entries: number } {
    const { asOf, entries } = this.database
      .prepare('SELECT as_of AS asOf, (SELECT count(*) FROM deny_entry) AS entries FROM heard')
      .get() as { asOf: string | null; entries: number };
    return { asOf, entries };
  }
}
