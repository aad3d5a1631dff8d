/** The bank's books in SQLite: accounts and instructions, each instruction booked once and durable before it is answered. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type {
  BankAccount,
  BankAccountState,
  BankAnswer,
  BankInstruction,
  BankRefusalCode,
} from '#libs/contract/bank.js';
import { fen, formatYuan, yuan } from '#libs/money/fen.js';
import { refusalOfState, refusals } from './refusals.js';

type AccountRow = { account: string; holder_name: string; balance_fen: bigint; state: BankAccountState };
type InstructionRow = {
  number: bigint;
  reference: string;
  content: string;
  refusal: BankRefusalCode | null;
  decided_at: string;
};

const schema = `
  CREATE TABLE IF NOT EXISTS account (
    account     TEXT PRIMARY KEY,
    holder_name TEXT NOT NULL,
    balance_fen INTEGER NOT NULL CHECK (balance_fen >= 0),
    state       TEXT NOT NULL CHECK (state IN ('active', 'dormant', 'frozen', 'closed'))
  ) STRICT;
  CREATE TABLE IF NOT EXISTS instruction (
    number     INTEGER PRIMARY KEY,
    reference  TEXT NOT NULL UNIQUE,
    content    TEXT NOT NULL,
    refusal    TEXT,
    decided_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS booking (
    instruction INTEGER NOT NULL REFERENCES instruction (number),
    account     TEXT NOT NULL REFERENCES account (account),
    change_fen  INTEGER NOT NULL,
    balance_fen INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS booking_account ON booking (account);
`;

/** The instruction's content in one fixed order, to tell a repetition from a reuse of its reference. */
const contentOf = (instruction: BankInstruction): string =>
  JSON.stringify([
    instruction.kind,
    instruction.account,
    instruction.amount,
    instruction.counterparts.map(({ account, amount }) => [account, amount]),
  ]);

/** What every account gains (or loses, when negative); the changes of one instruction add up to nothing. */
const changesOf = (instruction: BankInstruction): ReadonlyMap<string, bigint> => {
  const sign = instruction.kind === 'debit' ? 1n : -1n;
  const changes = new Map<string, bigint>([[instruction.account, -sign * yuan(instruction.amount)]]);
  for (const { account, amount } of instruction.counterparts)
    changes.set(account, (changes.get(account) ?? 0n) + sign * yuan(amount));
  return changes;
};

/** Raised for a reference that came before with other content. */
export class ReferenceReused extends Error {}

export class Books {
  readonly #database: InstanceType<typeof Database>;

  /** Opens the books below `directory`, making them when there are none. */
  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    const file = join(directory, 'bank.sqlite');
    // SQLite itself would make it readable by all; what it writes beside it takes the file's mode.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    this.#database = new Database(file);
    this.#database.pragma('journal_mode = WAL');
    // A commit is on the disk before the answer leaves: what the bank once said stays true after a power cut.
    this.#database.pragma('synchronous = FULL');
    this.#database.pragma('foreign_keys = ON');
    this.#database.defaultSafeIntegers(true);
    this.#database.exec(schema);
  }

  close(): void {
    this.#database.close();
  }

  /** The account, or null when there is none of that number. */
  account(account: string): BankAccount | null {
    const row = this.#accountRow(account);
    return row === undefined
      ? null
      : {
          account: row.account,
          holderName: row.holder_name,
          balance: formatYuan(fen(row.balance_fen)),
          state: row.state,
        };
  }

  /** Opens an account; one that is there already is left as it is. Answers what is there afterwards. */
  open(opening: BankAccount): BankAccount {
    this.#database
      .prepare(
        `INSERT INTO account (account, holder_name, balance_fen, state) VALUES (?, ?, ?, ?)
         ON CONFLICT (account) DO NOTHING`,
      )
      .run(opening.account, opening.holderName, yuan(opening.balance), opening.state);
    return this.account(opening.account) ?? opening;
  }

  /** The answer given to a reference, or null when it never arrived. */
  answer(reference: string): BankAnswer | null {
    const row = this.#instructionRow(reference);
    return row === undefined ? null : answerOf(row);
  }

  /**
   * Books an instruction, or refuses it, once: a repetition gets the first answer. `declined` refuses a new one whatever
   * the accounts say. Throws ReferenceReused when the reference came before with other content.
   */
  carryOut(instruction: BankInstruction, declined: boolean, at: Date): BankAnswer {
    const book = this.#database.transaction(() => {
      const content = contentOf(instruction);
      const before = this.#instructionRow(instruction.reference);
      if (before !== undefined) {
        if (before.content !== content) throw new ReferenceReused(instruction.reference);
        return answerOf(before);
      }
      const changes = changesOf(instruction);
      const refusal = declined ? 'declined' : this.#refusalOf(changes);
      this.#database
        .prepare('INSERT INTO instruction (reference, content, refusal, decided_at) VALUES (?, ?, ?, ?)')
        .run(instruction.reference, content, refusal, at.toISOString());
      const row = this.#instructionRow(instruction.reference);
      if (row === undefined) throw new Error(`instruction ${instruction.reference} was not stored`);
      if (refusal === null) for (const [account, change] of changes) this.#book(row.number, account, change);
      return answerOf(row);
    });
    return book.immediate();
  }

  #refusalOf(changes: ReadonlyMap<string, bigint>): BankRefusalCode | null {
    for (const [account, change] of changes) {
      const row = this.#accountRow(account);
      if (row === undefined) return 'account-unknown';
      const refusal = refusalOfState(row.state);
      if (refusal !== null) return refusal;
      if (row.balance_fen + change < 0n) return 'balance-short';
    }
    return null;
  }

  #book(instruction: bigint, account: string, change: bigint): void {
    this.#database
      .prepare('UPDATE account SET balance_fen = balance_fen + ? WHERE account = ?')
      .run(change, account);
    this.#database
      .prepare(
        `INSERT INTO booking (instruction, account, change_fen, balance_fen)
         SELECT ?, account, ?, balance_fen FROM account WHERE account = ?`,
      )
      .run(instruction, change, account);
  }

  #accountRow(account: string): AccountRow | undefined {
    return this.#database.prepare('SELECT * FROM account WHERE account = ?').get(account) as
      | AccountRow
      | undefined;
  }

  #instructionRow(reference: string): InstructionRow | undefined {
    return this.#database.prepare('SELECT * FROM instruction WHERE reference = ?').get(reference) as
      | InstructionRow
      | undefined;
  }
}

const answerOf = (row: InstructionRow): BankAnswer =>
  row.refusal === null
    ? {
        reference: row.reference,
        outcome: 'succeeded',
        bankReference: `B${String(row.number).padStart(12, '0')}`,
        bookedAt: row.decided_at,
      }
    : {
        reference: row.reference,
        outcome: 'refused',
        reason: { code: row.refusal, ...refusals[row.refusal] },
      };
