/** Reads what moved an account of the books, where each account stood on a day, and what a transfer came from. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { approvalKinds } from '#libs/contract/approvals.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';

export type BookSide = 'debit' | 'credit';

/** An account of the books, with the side that makes its balance grow. */
export type NamedAccount = {
  readonly id: string;
  readonly scheme: string;
  readonly clerk: string;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly normalSide: BookSide;
};

/** Where an account stood: after how many transfers, with what balance on its own side. */
export type Standing = { readonly version: number; readonly balance: Fen };

export type Movement = {
  readonly transfer: string;
  /** How many transfers had moved the account with it. */
  readonly version: number;
  readonly kind: string;
  readonly side: BookSide;
  readonly amount: Fen;
  readonly balance: Fen;
  readonly effectiveOn: PlainDate;
  readonly bookedAt: Date;
  readonly other: NamedAccount;
  readonly receiptNumber: string | null;
};

export type DayOfAccount = NamedAccount & {
  readonly opening: Fen;
  readonly debit: Fen;
  readonly credit: Fen;
  readonly closing: Fen;
};

export type BookedTransfer = {
  readonly id: string;
  readonly scheme: string;
  readonly kind: string;
  readonly amount: Fen;
  readonly effectiveOn: PlainDate;
  readonly bookedAt: Date;
  readonly debit: NamedAccount & { readonly balance: Fen };
  readonly credit: NamedAccount & { readonly balance: Fen };
  readonly operationKey: string | null;
};

/** The act that a transfer was booked by; nobody's person is in it. */
export type BookedAct = {
  readonly key: string;
  readonly kind: string;
  readonly service: string | null;
  readonly channel: string;
  readonly total: Fen;
  readonly businessDate: PlainDate;
  readonly finishedAt: Date | null;
  readonly staffNumber: string;
  readonly staffName: string;
  readonly terminalName: string;
  readonly receiptNumber: string | null;
  /** Receipt of the act that it undoes, and of the one that undid it. */
  readonly undoes: string | null;
  readonly undoneBy: string | null;
};

export type BookedApproval = {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
};

const account = (table: string, type: string): string =>
  `json_build_object('id', ${table}.id, 'scheme', ${table}.scheme, 'clerk', ${table}.clerk, 'code', ${type}.code, 'nameZh', ${type}.name_zh, 'nameEn', ${type}.name_en, 'normalSide', ${type}.normal_side)`;

/** The last transfer of account `a` that a condition on its day holds for. */
export const standing = (name: string, condition: string): string =>
  `left join lateral (select * from (
     (select debit_version as version, debit_balance_after_fen as balance from transfer
      where debit_account_id = a.id and effective_on ${condition} order by effective_on desc, debit_version desc limit 1)
     union all
     (select credit_version, credit_balance_after_fen from transfer
      where credit_account_id = a.id and effective_on ${condition} order by effective_on desc, credit_version desc limit 1)
   ) each_side order by version desc limit 1) ${name} on true`;

const named = `a.id, a.scheme, a.clerk, t.code, t.name_zh as "nameZh", t.name_en as "nameEn", t.normal_side as "normalSide"`;

/** What moved account `a` on the day `$1`. */
const moved = (side: BookSide): string =>
  `(select coalesce(sum(amount_fen), 0) from transfer where ${side}_account_id = a.id and effective_on = $1)`;

/** One side of account `$1`: what moved it after version `$2` up to `$3`, the first `$4`. */
const movedOn = (own: BookSide, other: BookSide): string =>
  `(select id, ${own}_version as version, kind, '${own}' as side, amount_fen, ${own}_balance_after_fen as balance, effective_on, booked_at,
      ${other}_account_id as other_id, operation_key
    from transfer where ${own}_account_id = $1 and ${own}_version > $2 and ${own}_version <= $3 order by ${own}_version limit $4)`;

@Injectable()
export class MovementsStore {
  /** An account, and where it stood before and after a span of days; null: there is none. */
  async account(
    tx: EntityManager,
    id: string,
    from: PlainDate,
    to: PlainDate,
  ): Promise<{
    readonly account: NamedAccount;
    readonly opening: Standing;
    readonly closing: Standing;
  } | null> {
    type Row = NamedAccount & {
      openingVersion: string;
      openingBalance: string;
      closingVersion: string;
      closingBalance: string;
    };
    const [row]: Row[] = await tx.query(
      `select ${named}, coalesce(before.version, 0) as "openingVersion", coalesce(before.balance, 0) as "openingBalance",
         coalesce(after.version, 0) as "closingVersion", coalesce(after.balance, 0) as "closingBalance"
       from ledger_account a join ledger_account_type t using (type)
       ${standing('before', '< $2')} ${standing('after', '<= $3')} where a.id = $1`,
      [id, from, to],
    );
    if (row === undefined) return null;
    const { openingVersion, openingBalance, closingVersion, closingBalance, ...one } = row;
    return {
      account: one,
      opening: { version: Number(openingVersion), balance: fen(BigInt(openingBalance)) },
      closing: { version: Number(closingVersion), balance: fen(BigInt(closingBalance)) },
    };
  }

  /** What moved an account, transfer by transfer: those after one version up to another, the first of them. */
  async movements(
    tx: EntityManager,
    id: string,
    after: number,
    upTo: number,
    limit: number,
  ): Promise<Movement[]> {
    const rows: (Omit<Movement, 'version' | 'amount' | 'balance'> & {
      version: string;
      amount: string;
      balance: string;
    })[] = await tx.query(
      `select m.id as transfer, m.version, m.kind, m.side, m.amount_fen as amount, m.balance, m.effective_on::text as "effectiveOn",
         m.booked_at as "bookedAt", ${account('a', 't')} as other, o.receipt_number as "receiptNumber"
       from (select * from (${movedOn('debit', 'credit')} union all ${movedOn('credit', 'debit')}) both_sides order by version limit $4) m
       join ledger_account a on a.id = m.other_id join ledger_account_type t using (type)
       left join operation o on o.key = m.operation_key order by m.version`,
      [id, after, upTo, limit],
    );
    return rows.map((row) => ({
      ...row,
      version: Number(row.version),
      amount: fen(BigInt(row.amount)),
      balance: fen(BigInt(row.balance)),
    }));
  }

  /** Every account that has stood or moved by the end of a day: with what it began, what moved it, with what it ended. */
  async day(tx: EntityManager, day: PlainDate): Promise<DayOfAccount[]> {
    type Row = NamedAccount & { opening: string; debit: string; credit: string; closing: string };
    const rows: Row[] = await tx.query(
      `select ${named}, coalesce(before.balance, 0) as opening, ${moved('debit')} as debit, ${moved('credit')} as credit, after.balance as closing
       from ledger_account a join ledger_account_type t using (type)
       ${standing('before', '< $1')} ${standing('after', '<= $1')}
       where after.version is not null order by a.scheme, t.code, a.type, a.clerk`,
      [day],
    );
    return rows.map((row) => ({
      ...row,
      opening: fen(BigInt(row.opening)),
      debit: fen(BigInt(row.debit)),
      credit: fen(BigInt(row.credit)),
      closing: fen(BigInt(row.closing)),
    }));
  }

  /** One transfer, or all of an act. */
  async transfers(
    tx: EntityManager,
    by: { readonly id: string } | { readonly operationKey: string },
  ): Promise<BookedTransfer[]> {
    type Row = Omit<BookedTransfer, 'amount' | 'debit' | 'credit'> & {
      amount: string;
      debit: NamedAccount;
      credit: NamedAccount;
      debitBalance: string;
      creditBalance: string;
    };
    const rows: Row[] = await tx.query(
      `select f.id, f.scheme, f.kind, f.amount_fen as amount, f.effective_on::text as "effectiveOn", f.booked_at as "bookedAt",
         f.operation_key as "operationKey", ${account('d', 'dt')} as debit, ${account('c', 'ct')} as credit,
         f.debit_balance_after_fen as "debitBalance", f.credit_balance_after_fen as "creditBalance"
       from transfer f join ledger_account d on d.id = f.debit_account_id join ledger_account_type dt on dt.type = d.type
       join ledger_account c on c.id = f.credit_account_id join ledger_account_type ct on ct.type = c.type
       where ${'id' in by ? 'f.id = $1' : 'f.operation_key = $1'} order by f.id`,
      ['id' in by ? by.id : by.operationKey],
    );
    return rows.map(({ debitBalance, creditBalance, debit, credit, ...row }) => ({
      ...row,
      amount: fen(BigInt(row.amount)),
      debit: { ...debit, balance: fen(BigInt(debitBalance)) },
      credit: { ...credit, balance: fen(BigInt(creditBalance)) },
    }));
  }

  async act(tx: EntityManager, key: string): Promise<BookedAct | null> {
    const [row]: (Omit<BookedAct, 'total'> & { total: string })[] = await tx.query(
      `select o.key, o.kind, o.service, o.channel, o.total_fen as total, o.business_date::text as "businessDate", o.finished_at as "finishedAt",
         o.staff_number as "staffNumber", m.name as "staffName", coalesce(w.name, '') as "terminalName", o.receipt_number as "receiptNumber",
         first.receipt_number as undoes, (select u.receipt_number from operation u where u.undoes = o.key and u.state <> 'refused') as "undoneBy"
       from operation o join staff_member m on m.staff_number = o.staff_number left join terminal w on w.id = o.terminal_id
       left join operation first on first.key = o.undoes where o.key = $1`,
      [key],
    );
    return row === undefined ? null : { ...row, total: fen(BigInt(row.total)) };
  }

  /** What a second person decided about an act, or about undoing by it. */
  async approvals(tx: EntityManager, key: string): Promise<BookedApproval[]> {
    return tx.query(
      `select p.id, p.kind, p.state, p.asked_by as "askedBy", p.asked_at as "askedAt", p.decided_by as "decidedBy", p.decided_at as "decidedAt"
       from operation o join approval p on p.kind = any($2) and p.subject in (o.key::text, o.undoes::text)
       where o.key = $1 and p.state <> 'withdrawn' order by p.asked_at`,
      [key, Object.keys(approvalKinds)],
    );
  }

  /** The act that left a receipt; null: there is none. */
  async actOfReceipt(tx: EntityManager, receiptNumber: string): Promise<string | null> {
    const [row]: { key: string }[] = await tx.query(
      'select operation_key as key from receipt where number = $1',
      [receiptNumber],
    );
    return row?.key ?? null;
  }
}
