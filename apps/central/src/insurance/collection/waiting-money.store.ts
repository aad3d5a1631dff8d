/** Reads the lines of statements whose money waits for a person. */
import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export const waitingReasons = [
  'none',
  'several',
  'overpaid',
  'other-fund',
  'in-hand',
  'other-channel',
  'transfer-differs',
  'subsidy-differs',
  'recovery-differs',
  'fiscal',
] as const;

export type WaitingLine = {
  readonly statement: number;
  readonly line: number;
  readonly scheme: string;
  readonly bookedOn: string;
  readonly serial: string;
  readonly amount: string;
  readonly waiting: string;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly memo: string;
  readonly why: string;
  /** It lies in temporary receipts; else it came to the fiscal special account and is in no book. */
  readonly isBooked: boolean;
  readonly candidates: readonly { readonly code: string; readonly name: string }[];
};

export type HeldLine = {
  readonly statementId: string;
  readonly line: number;
  readonly scheme: string;
  readonly bookedOn: PlainDate;
  readonly serial: string;
  readonly waiting: Fen;
  readonly why: string;
  readonly isBooked: boolean;
  readonly payerAccount: string;
  readonly payerName: string;
};

// PostgreSQL's int.
const mostNumber = 2_147_483_647;
const isPossible = (...numbers: readonly number[]): boolean =>
  numbers.every((number) => number > 0 && number <= mostNumber);

@Injectable()
export class WaitingMoneyStore {
  list(
    tx: Transaction,
    { scheme, why }: { readonly scheme: string | null; readonly why: string | null },
    ask: ListAsk,
  ): Promise<ListPage<WaitingLine>> {
    const narrowed = conditions();
    narrowed.where.push(`l.state in ('in-suspense', 'unbooked')`);
    if (scheme !== null) narrowed.add(scheme, (place) => `s.scheme = ${place}`);
    if (why !== null) narrowed.add(why, (place) => `l.why = ${place}`);
    if (ask.search !== null)
      narrowed.add(
        likePattern(ask.search),
        inAnyOf('l.payer_name', 'l.payer_account', 'l.memo', 'l.serial', 'l.unit_code'),
      );
    return readPage<WaitingLine>(
      tx,
      {
        select: `s.number as statement, l.line, s.scheme, l.booked_on::text as "bookedOn", l.serial, l.amount_fen::text as amount,
          l.suspense_fen::text as waiting, l.payer_name as "payerName", l.payer_account as "payerAccount", l.memo, l.why,
          l.state = 'in-suspense' as "isBooked",
          coalesce((select json_agg(json_build_object('code', u.code, 'name', u.name) order by u.code) from unit u
            where u.code = any(l.candidates)), '[]') as candidates`,
        from: 'bank_statement_line l join bank_statement s on s.id = l.statement_id',
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: `lpad(s.number::text, 10, '0') || '/' || lpad(l.line::text, 10, '0')`, type: 'text' },
        sorts: {
          day: { sql: 'l.booked_on', type: 'date' },
          amount: { sql: 'l.suspense_fen', type: 'bigint' },
          payer: { sql: 'l.payer_name', type: 'text' },
        },
        usual: { sort: 'day', falling: false },
      },
      ask,
    );
  }

  /** A line whose money lies in temporary receipts, held until the transaction ends; null: there is none, or it waits no longer. */
  async hold(tx: Transaction, statement: number, line: number): Promise<HeldLine | null> {
    const held = await this.holdAny(tx, statement, line);
    return held?.isBooked === true ? held : null;
  }

  /** As {@link WaitingMoneyStore.hold}, also what is in no book yet. */
  async holdAny(tx: Transaction, statement: number, line: number): Promise<HeldLine | null> {
    const [row]: (Omit<HeldLine, 'waiting'> & { readonly waiting: string })[] = await tx.query(
      `select l.statement_id as "statementId", l.line, s.scheme, l.booked_on::text as "bookedOn", l.suspense_fen as waiting, l.why,
         l.serial, l.state = 'in-suspense' as "isBooked", l.payer_account as "payerAccount", l.payer_name as "payerName"
       from bank_statement_line l join bank_statement s on s.id = l.statement_id
       where s.number = $1 and l.line = $2 and l.state in ('in-suspense', 'unbooked') for update of l`,
      [statement, line],
    );
    return row === undefined ? null : { ...row, waiting: fen(BigInt(row.waiting)) };
  }

  /** As {@link WaitingMoneyStore.hold}, by numbers that somebody typed. */
  async holdAsked(tx: Transaction, statement: number, line: number): Promise<HeldLine | null> {
    return isPossible(statement, line) ? this.hold(tx, statement, line) : null;
  }

  /** As {@link WaitingMoneyStore.holdAny}, by numbers that somebody typed. */
  async holdAnyAsked(tx: Transaction, statement: number, line: number): Promise<HeldLine | null> {
    return isPossible(statement, line) ? this.holdAny(tx, statement, line) : null;
  }
}
