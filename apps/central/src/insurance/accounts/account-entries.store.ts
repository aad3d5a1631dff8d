/** Holds personal accounts and enters what units pay, what is taken back, and a year's interest, many at once. */
import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel/ids.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { add, fen, type Fen, zeroFen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { together } from '../../ground/database/row-writes.js';
import { personalAccountEntries, personalAccounts } from '../../funds/ledger/ledger-rows.js';

export type EntryKind = 'personal' | 'unit' | 'interest' | 'subsidy' | 'transfer' | 'benefit';

/** What is entered into an account; negative: taken back. */
export type NewEntry = {
  readonly personId: string;
  readonly kind: EntryKind;
  readonly amount: Fen;
  /** The month or year it is of. */
  readonly period: string;
  readonly creditedIn: PlainMonth | null;
  readonly participationId: string | null;
  readonly billId: string | null;
  /** The payment it comes of, where it is a person's own. */
  readonly operationKey?: string;
  readonly part: 'own' | 'collective' | 'government' | null;
};

/** A paid month of somebody at a unit: what was assessed, and what their accounts have of it. */
export type PaidMonth = {
  readonly billId: string;
  readonly scheme: string;
  readonly period: PlainMonth;
  readonly participationId: string;
  readonly personId: string;
  readonly base: Fen | null;
  readonly unit: Fen;
  readonly person: Fen;
  /** What was given back of it. */
  readonly refunded: { readonly unit: Fen; readonly person: Fen };
  readonly credited: readonly CreditedMonth[];
};

/** What an account has of a month, by whose money it was. */
export type CreditedMonth = {
  readonly account: string;
  readonly kind: 'personal' | 'unit';
  readonly amount: Fen;
};
type CreditedRow = Omit<CreditedMonth, 'amount'> & { readonly amount: string };

/** SQL of them; `of` and `period`: the places of the participation and the month. */
const creditedSql = (of: string, period: string): string =>
  `select a.scheme as account, e.kind, sum(e.amount_fen)::text as amount from personal_account_entry e
     join personal_account a on a.id = e.account_id
   where e.participation_id = ${of} and e.period = ${period} and e.kind in ('personal', 'unit') group by 1, 2`;
const creditedMonth = (row: CreditedRow): CreditedMonth => ({ ...row, amount: fen(BigInt(row.amount)) });

const write = together('account-entries', { personalAccountEntries, personalAccounts });

@Injectable()
export class AccountEntriesStore {
  /**
   * The months of people behind bills that are paid whole, each with all that was ever assessed for it, and what was given back. A month of which another bill of the
   * same unit is still open waits for that one.
   */
  async paidMonths(tx: Transaction, billIds: readonly string[]): Promise<PaidMonth[]> {
    type Row = Omit<PaidMonth, 'base' | 'unit' | 'person' | 'refunded' | 'credited'> &
      Record<'unit' | 'person' | 'refundedUnit' | 'refundedPerson', string> & {
        readonly base: string | null;
        readonly credited: readonly CreditedRow[];
      };
    const rows: Row[] = await tx.query(
      `with paid as (
         select b.* from unit_bill b where b.id = any($1) and b.basis = 'lines' and not exists (
           select from unit_bill o where (o.unit_code, o.scheme, o.period) = (b.unit_code, b.scheme, b.period)
             and o.project_code is not distinct from b.project_code and o.paid_fen < o.unit_fen + o.person_fen)
       )
       select b.id as "billId", b.scheme, b.period, p.id as "participationId", p.person_id as "personId",
         l.base, l.unit, l.person, r.unit as "refundedUnit", r.person as "refundedPerson", c.credited
       from paid b
       join participation p on p.unit_code = b.unit_code and p.scheme = b.scheme and p.project_code is not distinct from b.project_code
       cross join lateral (select sum(n.unit_fen) as unit, sum(n.person_fen) as person,
           (array_agg(n.base_fen order by n.number desc))[1] as base from assessment_line n
         where n.participation_id = p.id and n.period = b.period having count(*) > 0) l
       cross join lateral (select coalesce(sum(f.unit_fen), 0) as unit, coalesce(sum(f.person_fen), 0) as person from contribution_refund f
         join unit_bill o on o.id = f.bill_id where f.participation_id = p.id and o.period = b.period) r
       cross join lateral (select coalesce(json_agg(each), '[]') as credited from (
         ${creditedSql('p.id', 'b.period')}) each) c
       order by p.person_id, p.id, b.number`,
      [billIds],
    );
    return rows.map((row) => ({
      ...row,
      base: row.base === null ? null : fen(BigInt(row.base)),
      unit: fen(BigInt(row.unit)),
      person: fen(BigInt(row.person)),
      refunded: { unit: fen(BigInt(row.refundedUnit)), person: fen(BigInt(row.refundedPerson)) },
      credited: row.credited.map(creditedMonth),
    }));
  }

  /** What accounts have of a month of somebody at a unit. */
  async creditedOf(
    tx: Transaction,
    participationId: string,
    period: PlainMonth,
  ): Promise<readonly CreditedMonth[]> {
    const rows: CreditedRow[] = await tx.query(creditedSql('$1', '$2'), [participationId, period]);
    return rows.map(creditedMonth);
  }

  /** Enters them, accounts that are missing being opened. Returns those that the balance does not bear: they are left out. */
  async enter(
    tx: Transaction,
    scheme: string,
    entries: readonly NewEntry[],
    bookedAt: Date,
  ): Promise<readonly NewEntry[]> {
    if (entries.length === 0) return [];
    const accounts = await this.lock(tx, scheme, [...new Set(entries.map(({ personId }) => personId))]);
    const leftOut: NewEntry[] = [];
    const rows: object[] = [];
    const touched = new Set<string>();
    // What raises a balance first, so that what is taken back finds it.
    for (const entry of entries.toSorted((one, other) => (one.amount > other.amount ? -1 : 1))) {
      const account = accounts.get(entry.personId);
      if (account === undefined) throw new Error('personal account could not be locked');
      const balance = add(account.balance, entry.amount);
      if (balance < zeroFen) {
        leftOut.push(entry);
        continue;
      }
      account.balance = balance;
      account.version += 1n;
      touched.add(entry.personId);
      rows.push({
        account_id: account.id,
        version: account.version.toString(),
        kind: entry.kind,
        amount_fen: entry.amount.toString(),
        balance_after_fen: balance.toString(),
        period: entry.period,
        booked_at: bookedAt.toISOString(),
        part: entry.part,
        credited_in: entry.creditedIn,
        participation_id: entry.participationId,
        bill_id: entry.billId,
        operation_key: entry.operationKey ?? null,
      });
    }
    await write(tx, {
      personalAccountEntries: rows,
      personalAccounts: [...touched].map((personId) => {
        const account = accounts.get(personId);
        return {
          id: account?.id,
          balance_fen: account?.balance.toString(),
          version: account?.version.toString(),
        };
      }),
    });
    return leftOut;
  }

  /** Holds the accounts of people until this transaction ends, those that are missing being opened. */
  async lock(
    tx: Transaction,
    scheme: string,
    people: readonly string[],
  ): Promise<Map<string, { readonly id: string; balance: Fen; version: bigint }>> {
    await tx.query(
      `insert into personal_account (id, person_id, scheme) select * from unnest($1::uuid[], $2::uuid[]) as n (id, person_id) cross join (values ($3::text)) s
       on conflict (person_id, scheme) do nothing`,
      [people.map(() => newId()), people, scheme],
    );
    const rows: { id: string; personId: string; balance: string; version: string }[] = await tx.query(
      `select id, person_id as "personId", balance_fen as balance, version from personal_account
       where scheme = $2 and person_id = any($1) order by id for update`,
      [people, scheme],
    );
    return new Map(
      rows.map(({ id, personId, balance, version }) => [
        personId,
        { id, balance: fen(BigInt(balance)), version: BigInt(version) },
      ]),
    );
  }

  /** The balances of people in a scheme, held until the transaction ends. */
  async balances(
    tx: Transaction,
    scheme: string,
    people: readonly string[],
  ): Promise<readonly { readonly personId: string; readonly balance: Fen }[]> {
    const rows: { personId: string; balance: string }[] = await tx.query(
      `select person_id as "personId", balance_fen as balance from personal_account where scheme = $2 and person_id = any($1) order by id for update`,
      [people, scheme],
    );
    return rows.map(({ personId, balance }) => ({ personId, balance: fen(BigInt(balance)) }));
  }

  /**
   * What was credited to all accounts of people, or taken back, other than by drawing and interest, by what an account is kept under and the period
   * it is of; empty: it came along. `until`: what was booked by then; null: all.
   */
  async credits(tx: Transaction, people: readonly string[], until: Date | null): Promise<Credited[]> {
    const rows: (Omit<Credited, 'amount'> & { readonly amount: string })[] = await tx.query(
      `select a.scheme as account, case when e.kind = 'transfer' then '' else e.period end as period, sum(e.amount_fen)::text as amount
       from personal_account a join personal_account_entry e on e.account_id = a.id
       where a.person_id = any($1) and e.kind in ('personal', 'unit', 'subsidy', 'transfer') and ($2::timestamptz is null or e.booked_at <= $2)
       group by 1, 2`,
      [people, until?.toISOString() ?? null],
    );
    return rows.map((row) => ({ ...row, amount: fen(BigInt(row.amount)) }));
  }

  async markCredited(tx: Transaction, billIds: readonly string[], at: Date): Promise<void> {
    await tx.query('update unit_bill set credited_at = $2 where id = any($1)', [billIds, at.toISOString()]);
  }
}

/** What an account was credited with of a period; fen. */
export type Credited = { readonly account: string; readonly period: string; readonly amount: Fen };

/** The month in which money was received. */
export type ReceivedBill = { readonly id: string; readonly receivedOn: PlainDate };
