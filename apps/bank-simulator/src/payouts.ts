/** Files of payouts at the bank: accepted once, paid row by row out of one account, answered when and how its behaviour says. */
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { PayoutAccepted, PayoutAnswered, PayoutBehaviour } from '#libs/contract/bank.js';
import { payRunReference } from '#libs/contributions/notice-number.js';
import { add, fen, formatYuan, sum } from '#libs/money/fen.js';
import { type Books, ReferenceReused } from './books.js';
import {
  type AnsweredRow,
  readPayouts,
  type PayoutForm,
  type PayoutOutcome,
  type PayoutRow,
  writePayoutAnswer,
} from './payout-forms.js';

const schema = `
  CREATE TABLE IF NOT EXISTS payout (
    reference  TEXT PRIMARY KEY,
    digest     TEXT NOT NULL,
    form       TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    account    TEXT NOT NULL,
    rows       INTEGER NOT NULL,
    total_fen  INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS payout_row (
    reference  TEXT NOT NULL REFERENCES payout (reference),
    serial     INTEGER NOT NULL,
    account    TEXT NOT NULL,
    name       TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    -- Null: not told yet; doubt: told that it is looked into.
    told       TEXT,
    PRIMARY KEY (reference, serial)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS payout_answer (
    reference TEXT NOT NULL REFERENCES payout (reference),
    number    INTEGER NOT NULL,
    content   TEXT NOT NULL,
    PRIMARY KEY (reference, number)
  ) STRICT;
`;

type PayoutOrder = {
  reference: string;
  digest: string;
  form: PayoutForm;
  payment_id: string;
  account: string;
  rows: bigint;
  total_fen: bigint;
};
type StoredRow = { serial: bigint; account: string; name: string; amount_fen: bigint };

export class Payouts {
  behaviour: PayoutBehaviour = 'normal';
  readonly #database: InstanceType<typeof Database>;

  /** Opens what is kept below `directory`, which the books have made; payments are booked there. */
  constructor(
    private readonly books: Books,
    directory: string,
  ) {
    const file = join(directory, 'payouts.sqlite');
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    this.#database = new Database(file);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = FULL');
    this.#database.pragma('foreign_keys = ON');
    this.#database.defaultSafeIntegers(true);
    this.#database.exec(schema);
  }

  close(): void {
    this.#database.close();
  }

  /**
   * Accepts a file that pays out of an account (named in the file, or else by whoever hands it in). Throws UnreadablePayouts, and ReferenceReused
   * when the reference came before with other content.
   */
  accept(text: string, given: string): PayoutAccepted {
    const digest = createHash('sha256').update(text).digest('hex');
    const { reference, paymentId, form, account, rows, total } = readPayouts(text);
    const take = this.#database.transaction(() => {
      const before = this.#order(reference);
      if (before !== undefined) {
        if (before.digest !== digest) throw new ReferenceReused(reference);
        return;
      }
      this.#database
        .prepare('INSERT INTO payout VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(reference, digest, form, paymentId, account ?? given, rows.length, total);
      const enter = this.#database.prepare(
        'INSERT INTO payout_row (reference, serial, account, name, amount_fen) VALUES (?, ?, ?, ?, ?)',
      );
      for (const row of rows) enter.run(reference, row.serial, row.account, row.name, row.amount);
    });
    take.immediate();
    return { reference, rows: rows.length, total: formatYuan(total) };
  }

  /** Pays what it has not told of yet, and makes the next answer; null: it does not answer yet, or there is nothing left to tell. */
  answer(reference: string, at: Date): PayoutAnswered | null {
    const order = this.#order(reference);
    if (order === undefined || this.behaviour === 'later') return null;
    const open = this.#database
      .prepare(
        `SELECT serial, account, name, amount_fen FROM payout_row WHERE reference = ? AND (told IS NULL OR told = 'doubt') ORDER BY serial`,
      )
      .all(reference) as StoredRow[];
    if (open.length === 0) return null;
    const { behaviour } = this;
    const rows = open.map(({ serial, account, name, amount_fen }, index): AnsweredRow => {
      const row = { serial: Number(serial), account, name, amount: fen(amount_fen) };
      if (behaviour === 'partly' && index % 2 === 1) return { ...row, outcome: 'doubt', bankReference: '' };
      return { ...row, ...this.#pay(order, row, at) };
    });
    const number = this.#answers(reference) + 1;
    const content = this.#content(order, rows, at, number);
    const keep = this.#database.transaction(() => {
      // What it says wrongly it says again rightly.
      if (behaviour === 'normal' || behaviour === 'partly') {
        const tell = this.#database.prepare(
          'UPDATE payout_row SET told = ? WHERE reference = ? AND serial = ?',
        );
        for (const { serial, outcome } of rows) tell.run(outcome, reference, serial);
      }
      this.#database.prepare('INSERT INTO payout_answer VALUES (?, ?, ?)').run(reference, number, content);
    });
    keep.immediate();
    return { number, rows: rows.length };
  }

  /** The file of an answer, the same each time; null: there is none of that number. */
  read(reference: string, number: number): string | null {
    const row = this.#database
      .prepare('SELECT content FROM payout_answer WHERE reference = ? AND number = ?')
      .get(reference, number) as { content: string } | undefined;
    return row?.content ?? null;
  }

  #content(order: PayoutOrder, rows: readonly AnsweredRow[], at: Date, number: number): string {
    const [first] = rows;
    if (first === undefined) throw new Error('an answer has rows');
    const told: AnsweredRow[] = [...rows];
    if (this.behaviour === 'row-twice') told.push(first);
    if (this.behaviour === 'row-unsent') told.push({ ...first, serial: Number(order.rows) + 1 });
    if (this.behaviour === 'amount-differs') told[0] = { ...first, amount: add(first.amount, fen(1n)) };
    const paid = told.filter(({ outcome }) => outcome === 'paid');
    const total = sum(paid.map(({ amount }) => amount));
    const isOther = this.behaviour === 'other-run';
    return writePayoutAnswer({
      form: order.form,
      // Another whole reference: as if the bank had mixed two up.
      reference: isOther ? payRunReference(999_999_999) : order.reference,
      paymentId: order.payment_id,
      original: { rows: Number(order.rows), total: fen(order.total_fen) },
      paid: {
        rows: paid.length,
        total: this.behaviour === 'total-differs' ? add(total, fen(1n)) : total,
      },
      rows: told,
      at,
      number,
    });
  }

  #pay(
    { reference, account: from }: PayoutOrder,
    { serial, account, name, amount }: PayoutRow,
    at: Date,
  ): { readonly outcome: PayoutOutcome; readonly bankReference: string } {
    const held = this.books.account(account);
    if (held === null) return { outcome: 'wrong-bank', bankReference: '' };
    if (held.state !== 'active') return { outcome: `account-${held.state}`, bankReference: '' };
    if (held.holderName !== name) return { outcome: 'name-differs', bankReference: '' };
    const yuan = formatYuan(amount);
    const answer = this.books.carryOut(
      {
        reference: `${reference}:${serial}`,
        kind: 'credit',
        account,
        amount: yuan,
        counterparts: [{ account: from, amount: yuan }],
      },
      false,
      at,
    );
    return answer.outcome === 'succeeded'
      ? { outcome: 'paid', bankReference: answer.bankReference }
      : { outcome: 'declined', bankReference: '' };
  }

  #order(reference: string): PayoutOrder | undefined {
    return this.#database.prepare('SELECT * FROM payout WHERE reference = ?').get(reference) as
      | PayoutOrder
      | undefined;
  }

  #answers(reference: string): number {
    const row = this.#database
      .prepare('SELECT count(*) AS count FROM payout_answer WHERE reference = ?')
      .get(reference) as { count: bigint };
    return Number(row.count);
  }
}
