/** Keeps shifts: who worked where on a day, what came of it, and how it ended. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';

export type ShiftState = 'open' | 'counted' | 'handed-over' | 'carried';

export type Shift = {
  readonly id: string;
  readonly staffNumber: string;
  readonly staffName: string;
  readonly terminalId: string;
  readonly terminalName: string;
  readonly businessDate: PlainDate;
  readonly state: ShiftState;
  readonly begunAt: Date;
  readonly endedAt: Date | null;
  /** Of the act that ended it. */
  readonly slipNumber: string | null;
  readonly expected: Fen | null;
  readonly counted: Fen | null;
  readonly reason: string | null;
  readonly handedTo: string | null;
  readonly taker: string | null;
  readonly takerFen: Fen | null;
  readonly takerAt: Date | null;
};

/** What acts of one kind and channel came to in one fund. */
export type ShiftSum = {
  readonly shiftId: string;
  readonly kind: string;
  readonly channel: string;
  readonly scheme: string;
  readonly acts: number;
  readonly amount: Fen;
};

export type ShiftCounts = {
  readonly shiftId: string;
  /** Carried out. */
  readonly acts: number;
  readonly receipts: number;
  /** Without an outcome. */
  readonly unknown: number;
};

/** A clerk's till in one fund and part. */
export type TillPart = {
  readonly scheme: string;
  readonly type: 'till-received' | 'till-imprest' | 'fee-till';
  readonly balance: Fen;
};

export const shiftColumns = `s.id, s.staff_number as "staffNumber", m.name as "staffName", s.terminal_id as "terminalId", t.name as "terminalName",
  s.business_date::text as "businessDate", s.state, s.begun_at as "begunAt", s.ended_at as "endedAt", o.receipt_number as "slipNumber",
  s.expected_fen as expected, s.counted_fen as counted, s.reason, s.handed_to as "handedTo", s.taker, s.taker_fen as "takerFen", s.taker_at as "takerAt"`;
export const shiftFrom = `shift s join staff_member m on m.staff_number = s.staff_number join terminal t on t.id = s.terminal_id
  left join operation o on o.key = s.ended_by`;

export type ShiftRow = Omit<Shift, 'expected' | 'counted' | 'takerFen'> & {
  readonly expected: string | null;
  readonly counted: string | null;
  readonly takerFen: string | null;
};

const amount = (text: string | null): Fen | null => (text === null ? null : fen(BigInt(text)));
export const shiftOf = (row: ShiftRow): Shift => ({
  ...row,
  expected: amount(row.expected),
  counted: amount(row.counted),
  takerFen: amount(row.takerFen),
});

@Injectable()
export class ShiftsStore {
  /** Shifts of days before this one that nobody has ended, the oldest first. */
  async leftOpen(tx: EntityManager, before: PlainDate, limit: number): Promise<Shift[]> {
    const rows: ShiftRow[] = await tx.query(
      `select ${shiftColumns} from ${shiftFrom} where s.state = 'open' and s.business_date < $1 order by s.business_date, s.id limit $2`,
      [before, limit],
    );
    return rows.map(shiftOf);
  }

  async countLeftOpen(tx: EntityManager, before: PlainDate): Promise<number> {
    const [row]: { count: number }[] = await tx.query(
      `select count(*)::int as count from shift where state = 'open' and business_date < $1`,
      [before],
    );
    return row?.count ?? 0;
  }

  /** Open shifts of clerks, the oldest first. */
  async open(tx: EntityManager, staffNumbers: readonly string[]): Promise<Shift[]> {
    const rows: ShiftRow[] = await tx.query(
      `select ${shiftColumns} from ${shiftFrom} where s.state = 'open' and s.staff_number = any($1) order by s.id`,
      [staffNumbers],
    );
    return rows.map(shiftOf);
  }

  /** Holds the open shifts of clerks: acts that belong to them are done before, or wait. */
  async hold(tx: EntityManager, staffNumbers: readonly string[]): Promise<void> {
    await tx.query(
      `select from shift where state = 'open' and staff_number = any($1) order by id for update`,
      [staffNumbers],
    );
  }

  async endedHere(
    tx: EntityManager,
    staffNumber: string,
    terminalId: string,
    day: PlainDate,
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select 1 from shift where staff_number = $1 and business_date = $3 and terminal_id = $2 and state <> 'open' limit 1`,
      [staffNumber, terminalId, day],
    );
    return rows.length > 0;
  }

  /** By kind, channel and fund, benefits given back apart from contributions; a reversal by what it undoes, since cash goes the other way each time. */
  async sums(tx: EntityManager, shiftIds: readonly string[]): Promise<ShiftSum[]> {
    const rows: (Omit<ShiftSum, 'amount'> & { readonly amount: string })[] = await tx.query(
      `select o.shift_id as "shiftId", case
           when o.kind in ('payment', 'reversal') and exists (select from benefit_recovery b where b.id = l.subject_id)
             then case o.kind when 'payment' then 'recovery' else 'recovery-reversal' end
           when o.kind = 'reversal' then f.kind || '-reversal' when o.kind <> 'card-service' then o.kind
           when o.service in ('withdrawal', 'fee-return') then 'card-fee-returned' else 'card-fee' end as kind, o.channel, l.scheme, count(distinct o.key)::int as acts, sum(l.amount_fen)::text as amount
       from operation o join operation_line l on l.operation_key = o.key left join operation f on f.key = o.undoes
       where o.shift_id = any($1) and o.state = 'succeeded' group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
      [shiftIds],
    );
    return rows.map((row) => ({ ...row, amount: fen(BigInt(row.amount)) }));
  }

  async counts(tx: EntityManager, shiftIds: readonly string[]): Promise<ShiftCounts[]> {
    return tx.query(
      `select shift_id as "shiftId", count(*) filter (where state = 'succeeded')::int as acts, count(receipt_number)::int as receipts,
         count(*) filter (where state in ('running', 'unknown'))::int as unknown
       from operation where shift_id = any($1) and kind not in ('shift-count', 'shift-hand-over') group by 1`,
      [shiftIds],
    );
  }

  /** What a clerk's till holds by the books, each fund and part with something in it, and kept so until the transaction ends. */
  async till(tx: EntityManager, staffNumber: string): Promise<TillPart[]> {
    const rows: (Omit<TillPart, 'balance'> & { readonly balance: string })[] = await tx.query(
      `select scheme, type, balance_fen as balance from ledger_account
       where clerk = $1 and type in ('till-received', 'till-imprest', 'fee-till') and balance_fen > 0 order by id for share`,
      [staffNumber],
    );
    return rows.map((row) => ({ ...row, balance: fen(BigInt(row.balance)) }));
  }

  /** Cash in the tills of clerks as it is now, over all funds; a clerk without any is not in it. */
  async cash(tx: EntityManager, staffNumbers: readonly string[]): Promise<Map<string, Fen>> {
    const rows: { clerk: string; cash: string }[] = await tx.query(
      `select clerk, sum(balance_fen)::text as cash from ledger_account
       where clerk = any($1) and type in ('till-received', 'till-imprest') group by clerk`,
      [staffNumbers],
    );
    return new Map(rows.map(({ clerk, cash }) => [clerk, fen(BigInt(cash))]));
  }

  /** By how much these shifts of a clerk changed the till, by the bookings: what was taken over from others with it. */
  async moved(tx: EntityManager, staffNumber: string, shiftIds: readonly string[]): Promise<Fen> {
    const [row]: { moved: string }[] = await tx.query(
      `with acts as (
         select key from operation where shift_id = any($2) and state = 'succeeded'
         union select ended_by from shift where handed_to_shift = any($2)
       ), tills as (select id from ledger_account where clerk = $1 and type in ('till-received', 'till-imprest', 'fee-till'))
       select coalesce(sum(case when t.debit_account_id in (select id from tills) then t.amount_fen else 0 end
         - case when t.credit_account_id in (select id from tills) then t.amount_fen else 0 end), 0)::text as moved
       from acts a join transfer t on t.operation_key = a.key`,
      [staffNumber, shiftIds],
    );
    return fen(BigInt(row?.moved ?? '0'));
  }

  /** What these shifts took over from other clerks. */
  async taken(tx: EntityManager, shiftIds: readonly string[]): Promise<Fen> {
    const [row]: { taken: string }[] = await tx.query(
      `select coalesce(sum(expected_fen), 0)::text as taken from shift where handed_to_shift = any($1)`,
      [shiftIds],
    );
    return fen(BigInt(row?.taken ?? '0'));
  }

  /** The id of the shift that is open there: of this one, or of one that somebody else began at the same moment. */
  async begin(
    tx: EntityManager,
    shift: Pick<Shift, 'id' | 'staffNumber' | 'terminalId' | 'businessDate' | 'begunAt'>,
  ): Promise<string> {
    const { staffNumber, terminalId, businessDate } = shift;
    await tx.query(
      `insert into shift (id, staff_number, terminal_id, business_date, begun_at) values ($1, $2, $3, $4, $5)
       on conflict (staff_number, terminal_id, business_date) where state = 'open' do nothing`,
      [shift.id, staffNumber, terminalId, businessDate, shift.begunAt.toISOString()],
    );
    const [open]: { id: string }[] = await tx.query(
      `select id from shift where staff_number = $1 and terminal_id = $2 and business_date = $3 and state = 'open'`,
      [staffNumber, terminalId, businessDate],
    );
    return open?.id ?? shift.id;
  }

  async confirmTaking(tx: EntityManager, id: string, taker: string, sum: Fen, at: Date): Promise<void> {
    await tx.query('update shift set taker = $2, taker_fen = $3, taker_at = $4 where id = $1', [
      id,
      taker,
      sum.toString(),
      at.toISOString(),
    ]);
  }

  /** Ends a shift with its count, and the others of the clerk along with it. */
  async end(
    tx: EntityManager,
    id: string,
    carried: readonly string[],
    how: {
      readonly state: 'counted' | 'handed-over';
      readonly operationKey: string;
      readonly expected: Fen;
      readonly counted: Fen;
      readonly reason: string | null;
      readonly handedTo: { readonly number: string; readonly shiftId: string } | null;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx.query(
      `update shift set state = $2, ended_at = $3, ended_by = $4, expected_fen = $5, counted_fen = $6, reason = $7, handed_to = $8,
         handed_to_shift = $9 where id = $1`,
      [
        id,
        how.state,
        how.at.toISOString(),
        how.operationKey,
        how.expected.toString(),
        how.counted.toString(),
        how.reason,
        how.handedTo?.number ?? null,
        how.handedTo?.shiftId ?? null,
      ],
    );
    await tx.query(
      `update shift set state = 'carried', ended_at = $2, ended_by = $3 where id = any($1::uuid[])`,
      [carried, how.at.toISOString(), how.operationKey],
    );
  }
}
