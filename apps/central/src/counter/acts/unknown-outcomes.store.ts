/** Finds the bank instructions whose outcome is not known, leases them to whoever asks the bank, and keeps what it said instead. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '#libs/money/fen.js';
import { OperationBook } from '../../records/operations/operation-book.store.js';
import type { Instruction } from '../../funds/bank/instruction.js';

/** Asked after 2 s, then half as long again each time, a minute at most (docs/operations.md, "Looking after it"). */
const nextAttempt = (now: string): string =>
  `${now} + make_interval(secs => least(60, 2 * power(1.5, least(attempts, 20) - 1)))`;

/** How long an instruction is sent to a bank that does not let us in before a person is asked for. */
const notLetInForMs = 60 * 60_000;

/** What the bank said that was no outcome. */
export type NoOutcome = {
  readonly said: string;
  /** Whether it does not take the instruction as it is: nobody sends it again, a person concludes it. */
  readonly rejected: boolean;
};

type WithPersonRow = Omit<InstructionWithPerson, 'amount'> & { readonly amount: string };

const withPersonColumns = `i.operation_key as "operationKey", o.kind, i.direction, i.amount_fen as amount, i.last_said as said,
  i.needs_person_since as since, o.business_date::text as "businessDate", o.terminal_id as "terminalId", o.staff_number as "staffNumber"`;

@Injectable()
export class UnknownOutcomesStore {
  constructor(private readonly book: OperationBook) {}

  /**
   * Takes what is due to be asked, for `leaseMs`: longer than the bank is waited for, so that nobody asks or sends beside a call that
   * is still out.
   */
  async lease(tx: EntityManager, now: Date, limit: number, leaseMs: number): Promise<Instruction[]> {
    type Row = {
      operationKey: string;
      direction: 'debit' | 'credit';
      account: string;
      fundAccount: Instruction['fundAccount'];
      amount: string;
      funds: { scheme: string; amount: string }[];
    };
    const [rows]: [Row[], number] = await tx.query(
      `update bank_instruction i set attempts = attempts + 1, next_attempt_at = $3
       where operation_key in (
         select operation_key from bank_instruction where outcome = 'unknown' and next_attempt_at <= $1
         order by next_attempt_at limit $2 for update skip locked)
       returning operation_key as "operationKey", direction, account, amount_fen as amount,
         coalesce(fund_account, case direction when 'debit' then '1002' else '1004' end) as "fundAccount",
         (select json_agg(json_build_object('scheme', f.scheme, 'amount', f.amount) order by f.first) from (
            select l.scheme, sum(l.amount_fen)::text as amount, min(l.line) as first from operation_line l
            where l.operation_key = i.operation_key group by l.scheme) f) as funds`,
      [now.toISOString(), limit, new Date(now.getTime() + leaseMs).toISOString()],
    );
    return rows.map((row) => ({
      ...row,
      amount: fen(BigInt(row.amount)),
      funds: row.funds.map(({ scheme, amount }) => ({ scheme, amount: fen(BigInt(amount)) })),
    }));
  }

  /**
   * Marks the operation as unknown, for whoever watches it, and has the bank asked again later, or a person where the bank does not take
   * the instruction or has let nobody in for an hour.
   */
  async setUnknown(tx: EntityManager, key: string, { said, rejected }: NoOutcome, now: Date): Promise<void> {
    await this.book.markUnknown(tx, key);
    await tx.query(
      `with asked as (
         select operation_key, $3 or ($4 and created_at <= $5) as person from bank_instruction where operation_key = $1)
       update bank_instruction i set last_said = $2, next_attempt_at = ${nextAttempt('$6::timestamptz')},
         outcome = case when a.person then 'needs-person' else 'unknown' end,
         needs_person_since = case when a.person then $6::timestamptz end
       from asked a where i.operation_key = a.operation_key and i.outcome = 'unknown'`,
      [
        key,
        said,
        rejected,
        said.startsWith('HTTP 4'),
        new Date(now.getTime() - notLetInForMs).toISOString(),
        now.toISOString(),
      ],
    );
  }

  /**
   * Gives an instruction to a person: from now on nobody sends it or asks for it. True when it is with a person afterwards. What is
   * still out then may bring an outcome yet; {@link heldSince} says from when on none can.
   */
  async giveToPerson(tx: EntityManager, key: string, why: string, now: Date): Promise<boolean> {
    await tx.query(
      `update bank_instruction set outcome = 'needs-person', last_said = $2, needs_person_since = $3
       where operation_key = $1 and outcome = 'unknown'`,
      [key, why, now.toISOString()],
    );
    return (await this.heldSince(tx, key)) !== null;
  }

  /** Sends an instruction again that was with a person. False when it is not with one. */
  async takeBack(tx: EntityManager, key: string, now: Date): Promise<boolean> {
    const [, changed]: [unknown, number] = await tx.query(
      `update bank_instruction set outcome = 'unknown', needs_person_since = null, attempts = 1, next_attempt_at = $2
       where operation_key = $1 and outcome = 'needs-person'`,
      [key, now.toISOString()],
    );
    return changed > 0;
  }

  /** Since when an instruction has been with a person; null when it is not. Its operation is locked until the end of the transaction. */
  async heldSince(tx: EntityManager, key: string): Promise<Date | null> {
    const rows: { since: Date }[] = await tx.query(
      `select i.needs_person_since as since from operation o join bank_instruction i on i.operation_key = o.key
       where o.key = $1 and i.outcome = 'needs-person' for update of o, i`,
      [key],
    );
    return rows[0]?.since ?? null;
  }

  /** One that waits for a person; null when it does not. It stays so until the end of the transaction, whatever the bank says. */
  async holdWithPerson(tx: EntityManager, key: string): Promise<InstructionWithPerson | null> {
    const rows: WithPersonRow[] = await tx.query(
      `select ${withPersonColumns} from operation o join bank_instruction i on i.operation_key = o.key
       where o.key = $1 and i.outcome = 'needs-person' for update of o, i`,
      [key],
    );
    return rows[0] === undefined ? null : { ...rows[0], amount: fen(BigInt(rows[0].amount)) };
  }

  /** How many wait for a person, and what they come to. */
  async totalWithPerson(tx: EntityManager): Promise<{ readonly count: number; readonly total: Fen }> {
    const rows: { readonly count: number; readonly total: string }[] = await tx.query(
      `select count(*)::int as count, coalesce(sum(amount_fen), 0)::text as total from bank_instruction where outcome = 'needs-person'`,
    );
    return { count: rows[0]?.count ?? 0, total: fen(BigInt(rows[0]?.total ?? 0)) };
  }

  /** The instructions that wait for a person, the longest first. */
  async withPerson(tx: EntityManager, limit: number): Promise<InstructionWithPerson[]> {
    const rows: WithPersonRow[] = await tx.query(
      `select ${withPersonColumns} from bank_instruction i join operation o on o.key = i.operation_key
       where i.outcome = 'needs-person' order by i.needs_person_since, i.operation_key limit $1`,
      [limit],
    );
    return rows.map((row) => ({ ...row, amount: fen(BigInt(row.amount)) }));
  }
}

/** An instruction that waits for a person, without whose account it is about. */
export type InstructionWithPerson = {
  readonly operationKey: string;
  readonly kind: 'payment' | 'collection' | 'refund';
  readonly direction: Instruction['direction'];
  readonly amount: Instruction['amount'];
  /** What the bank said last. */
  readonly said: string | null;
  readonly since: Date;
  readonly businessDate: string;
  readonly terminalId: string;
  readonly staffNumber: string;
};
