/** Keeps runs that pay benefits: the due list, what is held for the bank, and what it answered. */
import { Injectable } from '@nestjs/common';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { payeeAccount } from '../benefits/payee-account.js';
import {
  itemColumns,
  itemOf,
  lineIds,
  linesOf,
  type ItemRow,
  runColumns as columns,
  runOf,
  type RunRow as Row,
} from './pay-run-rows.js';
import type { Serials } from './serials.js';
import type { Comparison, ItemSums, PayItem, PayItemState, PayRun, PayRunState } from './pay-run.js';

@Injectable()
export class PayRunsStore {
  /** Null: a run of this fund is under way. */
  async add(
    tx: Transaction,
    run: Pick<PayRun, 'scheme' | 'month' | 'kind' | 'bounds' | 'parameters' | 'madeBy' | 'madeAt'>,
  ): Promise<PayRun | null> {
    const [row]: Row[] = await tx.query(
      `insert into pay_run as r (scheme, month, kind, bounds, parameters, made_by, made_at) values ($1, $2, $3, $4::uuid[], $5, $6, $7)
       on conflict do nothing returning ${columns}`,
      [run.scheme, run.month, run.kind, run.bounds, run.parameters, run.madeBy, run.madeAt.toISOString()],
    );
    return row === undefined ? null : runOf(row);
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: Transaction, number: number): Promise<PayRun | null> {
    const [row]: Row[] = await tx.query(`select ${columns} from pay_run r where r.number = $1 for update`, [
      number,
    ]);
    return row === undefined ? null : runOf(row);
  }

  async find(tx: Transaction, number: number): Promise<PayRun | null> {
    const [row]: Row[] = await tx.query(`select ${columns} from pay_run r where r.number = $1`, [number]);
    return row === undefined ? null : runOf(row);
  }

  /** Whether the month of a fund was paid already. */
  async isPaid(tx: Transaction, scheme: string, month: PlainMonth): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select 1 from pay_run where scheme = $1 and month >= $2 and kind = 'monthly' and state in ('approved', 'answered') limit 1`,
      [scheme, month],
    );
    return rows.length > 0;
  }

  /** How many benefits a fund pays, and the last of each chunk but the last. */
  async bounds(
    tx: Transaction,
    scheme: string,
    each: number,
  ): Promise<{ readonly bounds: readonly string[]; readonly count: number }> {
    const rows: { id: string; count: number; isBound: boolean }[] = await tx.query(
      `select id, n::int as count, n % $2 = 0 and n < all_of_them as "isBound"
       from (select id, row_number() over (order by id) as n, count(*) over () as all_of_them from benefit_claim where scheme = $1) b
       where n % $2 = 0 or n = all_of_them order by id`,
      [scheme, each],
    );
    return {
      bounds: rows.flatMap(({ id, isBound }) => (isBound ? [id] : [])),
      count: rows.at(-1)?.count ?? 0,
    };
  }

  /** The last run before one that had all benefits of its fund follow: up to which month, and by which parameters; null: there was none. */
  async followedBefore(
    tx: Transaction,
    { scheme, number }: PayRun,
  ): Promise<{ readonly month: PlainMonth; readonly parameters: string } | null> {
    const [row]: { month: PlainMonth; parameters: string | null }[] = await tx.query(
      `select month, parameters from pay_run where scheme = $1 and number < $2 and kind = 'monthly' and heads is not null
       order by number desc limit 1`,
      [scheme, number],
    );
    return row === undefined || row.parameters === null ? null : { ...row, parameters: row.parameters };
  }

  async claims(
    tx: Transaction,
    scheme: string,
    { after, upTo }: { readonly after: string | null; readonly upTo: string | null },
  ): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select id from benefit_claim where scheme = $1 and ($2::uuid is null or id > $2) and ($3::uuid is null or id <= $3) order by id`,
      [scheme, after, upTo],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Lays out who is due what up to the month, each person once, with the lines it is made of. One statement reads both: a line that a window pays between two
   * would be in the sum of an item and in no one's hand.
   */
  async list(tx: Transaction, { id, scheme, month, kind }: PayRun): Promise<void> {
    const due =
      kind === 'monthly'
        ? `select e.person_id, e.id as line, e.amount_fen, null::uuid as again_of from entitlement e
           where e.scheme = $2 and e.state = 'open' and e.period <= $3`
        : `select i.person_id, l.entitlement_id as line, e.amount_fen, i.id as again_of from pay_run_item i join pay_run r on r.id = i.run_id
             ${linesOf('amount_fen')}
           where r.scheme = $2 and r.month <= $3 and i.state in ('failed', 'returned')
             and not exists (select from pay_run_item n where n.again_of = i.id and n.state <> 'left')`;
    await tx.query(
      // Each item's lines go with it: held against all items one by one, a city's would take minutes in tables that have just grown.
      `with due as materialized (${due}),
         owed as materialized (select uuidv7() as id, person_id, again_of, sum(amount_fen) as amount, array_agg(line) as lines
           from due group by person_id, again_of),
         item as (insert into pay_run_item (id, run_id, serial, person_id, account, account_name, amount_fen, state, why, again_of)
           select d.id, $1, row_number() over (order by d.person_id, d.again_of), d.person_id, d.account,
             (select name from person where id = d.person_id), d.amount,
             case when d.account is null then 'left' else 'listed' end, case when d.account is null then 'no-account' end, d.again_of
           from (select owed.*, ${payeeAccount('owed.person_id')} as account from owed) d)
       insert into pay_run_line (item_id, entitlement_id) select id, unnest(lines) from owed`,
      [id, scheme, month],
    );
  }

  /** Holds this month against the run of the month before: every person once, by what made the difference. */
  async compare(tx: Transaction, { id, scheme, month }: PayRun): Promise<Comparison> {
    type Compared = { readonly reason: keyof Comparison; readonly heads: number; readonly fen: string };
    const rows: Compared[] = await tx.query(
      `with before as (select id, month from pay_run where scheme = $2 and month < $3 and kind = 'monthly' and state in ('approved', 'answered')
           order by month desc limit 1),
         was as (select i.person_id, sum(e.amount_fen) as amount from before b join pay_run_item i on i.run_id = b.id and i.state <> 'left'
           ${linesOf('amount_fen, period')} where e.period = b.month group by i.person_id),
         is_now as (select i.person_id, coalesce(sum(e.amount_fen) filter (where e.period = $3), 0) as amount,
             coalesce(sum(e.amount_fen) filter (where e.period <> $3), 0) as late
           from pay_run_item i ${linesOf('amount_fen, period')}
           where i.run_id = $1 and i.state = 'listed' group by i.person_id),
         each as (select coalesce(w.person_id, n.person_id) as person_id, coalesce(w.amount, 0) as was, coalesce(n.amount, 0) as now
           from was w full join is_now n on n.person_id = w.person_id),
         judged as (
           select case
             when was = 0 then 'new'
             when now = was then 'same'
             when now > 0 then 'changed'
             when exists (select from pay_run_item i where i.run_id = $1 and i.person_id = each.person_id and i.why = 'no-account') then 'no-account'
             when exists (select from entitlement e where e.person_id = each.person_id and e.scheme = $2 and e.period = $3
               and e.state in ('paid', 'in-payment')) then 'collected'
             when exists (select from benefit_claim c where c.payee_id = each.person_id and c.scheme = $2 and c.last_month < $3)
               then 'ended'
             when exists (select from benefit_claim c join benefit_claim p on p.person_id = c.person_id and p.is_pension
                 join benefit_rise r on r.claim_id = p.id and r.applied_at is not null
               where c.payee_id = each.person_id and c.scheme = $2 and c.kind = 'injury-top-up') then 'changed'
             when exists (select from benefit_claim c join lateral (select what from benefit_change h where h.claim_id = c.id and h.from_month <= $3
                 order by h.id desc limit 1) last on last.what = 'suspended' where c.payee_id = each.person_id and c.scheme = $2) then 'suspended'
             else 'unexplained' end as reason, now - was as difference from each)
       select reason, count(*)::int as heads, sum(difference)::text as fen from judged group by reason
       union all select 'arrears', count(*)::int, coalesce(sum(late), 0)::text from is_now where late > 0`,
      [id, scheme, month],
    );
    const none = { heads: 0, fen: '0' };
    const found = Object.fromEntries(rows.map(({ reason, heads, fen: of }) => [reason, { heads, fen: of }]));
    return {
      same: none,
      changed: none,
      new: none,
      arrears: none,
      ended: none,
      suspended: none,
      collected: none,
      'no-account': none,
      unexplained: none,
      ...found,
    };
  }

  async listed(tx: Transaction, id: string, comparison: Comparison): Promise<void> {
    await tx.query(
      `update pay_run set state = 'listed', comparison = $2, (heads, total_fen) = (select count(*), coalesce(sum(amount_fen), 0)
         from pay_run_item where run_id = $1 and state = 'listed') where id = $1`,
      [id, JSON.stringify(comparison)],
    );
  }

  async setState(
    tx: Transaction,
    id: string,
    state: PayRunState,
    at: { readonly approvalId?: string; readonly approvedAt?: Date; readonly answeredAt?: Date } = {},
  ): Promise<void> {
    await tx.query(
      `update pay_run set state = $2, approval_id = coalesce($3, approval_id), approved_at = coalesce($4, approved_at),
         answered_at = coalesce($5, answered_at) where id = $1`,
      [
        id,
        state,
        at.approvalId ?? null,
        at.approvedAt?.toISOString() ?? null,
        at.answeredAt?.toISOString() ?? null,
      ],
    );
  }

  /**
   * Takes the lines of a run for the bank. An item of which a line was collected, voided or taken meanwhile is left out as a whole, and waits
   * for the next run. The same rows are locked by a window that pays: who comes first has them.
   */
  async take(tx: Transaction, { id, kind }: PayRun): Promise<void> {
    // A city's lines take longer than what is asked for at a desk may.
    await tx.query(`set local statement_timeout = '10min'`);
    await tx.query(
      `with held as (select id from entitlement where id = any(${lineIds('i.run_id = $1')}) order by id for update)
       select count(*) from held`,
      [id],
    );
    if (kind === 'monthly')
      await tx.query(
        `update pay_run_item i set state = 'left', why = 'changed' where i.run_id = $1 and i.state = 'listed'
           and (select true from pay_run_line l where l.item_id = i.id
             and (select e.state from entitlement e where e.id = l.entitlement_id) <> 'open' limit 1)`,
        [id],
      );
    await tx.query(
      `update entitlement e set state = 'in-payment', settled_by = (select l.item_id from pay_run_line l
         where l.entitlement_id = e.id and (select i.run_id from pay_run_item i where i.id = l.item_id) = $1)
       where e.id = any(${lineIds(`i.run_id = $1 and i.state = 'listed'`)})`,
      [id],
    );
    await tx.query(`update pay_run_item set state = 'sent' where run_id = $1 and state = 'listed'`, [id]);
  }

  /** Whoever is on a list that nobody approves is paid by it no more, and waits for the next. */
  async letGo(tx: Transaction, id: string): Promise<void> {
    await tx.query(
      `update pay_run_item set state = 'left', why = 'dropped' where run_id = $1 and state = 'listed'`,
      [id],
    );
  }

  async addTransfer(tx: Transaction, run: string, transfer: string, item: string | null): Promise<void> {
    await tx.query(`insert into pay_run_transfer (transfer_id, run_id, item_id) values ($1, $2, $3)`, [
      transfer,
      run,
      item,
    ]);
  }

  /** What the lines that are on their way take out of personal accounts, of the items of some serials. */
  async accountParts(
    tx: Transaction,
    id: string,
    { first, last }: Serials,
  ): Promise<readonly { readonly personId: string; readonly period: string; readonly amount: Fen }[]> {
    const rows: { personId: string; period: string; amount: string }[] = await tx.query(
      `select c.person_id as "personId", e.period, sum(e.account_part_fen)::text as amount
       from pay_run_item i ${linesOf('claim_id, period, account_part_fen')}
         cross join lateral (select person_id from benefit_claim where id = e.claim_id offset 0) c
       where i.run_id = $1 and i.serial between $2 and $3 and i.state = 'sent' and e.account_part_fen > 0
       group by c.person_id, e.period`,
      [id, first, last],
    );
    return rows.map(({ amount, ...row }) => ({ ...row, amount: fen(BigInt(amount)) }));
  }

  /** Items of a run with the bank that has not said anything of them, of some serials. */
  async sent(tx: Transaction, id: string, { first, last }: Serials): Promise<PayItem[]> {
    const rows: ItemRow[] = await tx.query(
      `select ${itemColumns} from pay_run_item i where i.run_id = $1 and i.serial between $2 and $3 and i.state = 'sent' order by i.serial`,
      [id, first, last],
    );
    return rows.map(itemOf);
  }

  async lastSerial(tx: Transaction, id: string): Promise<number> {
    const [row]: { last: number }[] = await tx.query(
      'select coalesce(max(serial), 0) as last from pay_run_item where run_id = $1',
      [id],
    );
    return row?.last ?? 0;
  }

  /** Held until the transaction ends; null: there is none. */
  async holdItem(tx: Transaction, run: string, serial: number): Promise<PayItem | null> {
    const [row]: ItemRow[] = await tx.query(
      `select ${itemColumns} from pay_run_item i where i.run_id = $1 and i.serial = $2 for update`,
      [run, serial],
    );
    return row === undefined ? null : itemOf(row);
  }

  /** Of all that was taken for the bank: how many, and what they come to. */
  async original(tx: Transaction, id: string): Promise<{ readonly rows: number; readonly total: Fen }> {
    const [row]: { rows: number; total: string }[] = await tx.query(
      `select count(*)::int as rows, coalesce(sum(amount_fen), 0)::text as total from pay_run_item
       where run_id = $1 and state not in ('listed', 'left')`,
      [id],
    );
    return { rows: row?.rows ?? 0, total: fen(BigInt(row?.total ?? 0)) };
  }

  async sums(tx: Transaction, id: string): Promise<ItemSums[]> {
    const rows: { state: PayItemState; heads: number; amount: string }[] = await tx.query(
      `select state, count(*)::int as heads, sum(amount_fen)::text as amount from pay_run_item where run_id = $1 group by state order by state`,
      [id],
    );
    return rows.map((row) => ({ ...row, amount: fen(BigInt(row.amount)) }));
  }

  /** What was paid came back: its lines are owed again, and wait in temporary receipts. */
  async giveBack(tx: Transaction, item: string, why: string): Promise<void> {
    await tx.query(`update pay_run_item set state = 'returned', why = $2 where id = $1`, [item, why]);
    await tx.query(
      `update entitlement e set state = 'in-payment' from pay_run_line l where l.item_id = $1 and e.id = l.entitlement_id`,
      [item],
    );
  }
}
