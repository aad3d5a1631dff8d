/** Reads what due list, books and bank say of a run of benefits, and where two of them differ; by statements over the rows themselves, none of which the run wrote for this. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, fen } from '#libs/money/fen.js';

/** A run as the proof needs it. */
export type ProvenRun = {
  readonly id: string;
  readonly number: number;
  readonly scheme: string;
  readonly month: PlainMonth;
  readonly kind: 'monthly' | 'again';
  readonly madeAt: Date;
};

export const payDifferences = [
  'list-amount',
  'line-elsewhere',
  'line-twice',
  'bank-differs',
  'bank-amount',
  'back-unbooked',
  'forgotten',
  'books-out',
  'books-back',
  'answer-total',
] as const;
export type PayDifference = (typeof payDifferences)[number];

/** Where two of the three differ: at an item, a person without one, or the whole run (both null). Amounts in fen. */
export type FoundDifference = {
  readonly what: PayDifference;
  readonly serial: number | null;
  readonly personId: string | null;
  readonly list: Fen;
  readonly other: Fen;
};

/** What each of the three says: what went to the bank, what came back, and what is paid or with the bank. `bank.out` counts what it answered for. */
export type ThreeSides = Readonly<
  Record<'list' | 'books' | 'bank', { readonly out: Fen; readonly back: Fen }>
> & {
  /** With the bank, which has not answered. */
  readonly unanswered: Fen;
};

/** Items that were taken for the bank. */
const taken = `state in ('sent', 'paid', 'failed', 'doubt', 'returned')`;

/** $1: the run; the newest word of the bank about each of its items. */
const words = `select distinct on (item_id) item_id, outcome, amount_fen from pay_run_answer_row where run_id = $1
  order by item_id, id desc`;

const fenIn = (text: string): Fen => fen(BigInt(text));

@Injectable()
export class PayProofStore {
  /** Runs that were taken for the bank, the oldest first; one, or all of them. */
  runs(tx: EntityManager, number: number | null): Promise<ProvenRun[]> {
    return tx.query(
      `select id, number, scheme, month, kind, made_at as "madeAt" from pay_run
       where approved_at is not null and ($1::int is null or number = $1) order by number`,
      [number],
    );
  }

  async sides(tx: EntityManager, run: string): Promise<ThreeSides> {
    type Row = Record<
      'listOut' | 'listBack' | 'booksOut' | 'booksBack' | 'bankOut' | 'bankBack' | 'unanswered',
      string
    >;
    const [row]: Row[] = await tx.query(
      `with word as (${words}),
         listed as (select coalesce(sum(amount_fen) filter (where ${taken}), 0) as out,
             coalesce(sum(amount_fen) filter (where state in ('failed', 'returned')), 0) as back,
             coalesce(sum(amount_fen) filter (where state = 'sent'), 0) as unanswered from pay_run_item where run_id = $1),
         booked as (select coalesce(sum(t.amount_fen) filter (where t.kind <> 'bounce'), 0) as out,
             coalesce(sum(t.amount_fen) filter (where t.kind = 'bounce'), 0) as back
           from pay_run_transfer b join transfer t on t.id = b.transfer_id where b.run_id = $1),
         told as (select coalesce(sum(w.amount_fen), 0) as out,
             coalesce(sum(w.amount_fen) filter (where w.outcome = 'failed' or i.state = 'returned'), 0) as back
           from word w join pay_run_item i on i.id = w.item_id)
       select listed.out::text as "listOut", listed.back::text as "listBack", booked.out::text as "booksOut", booked.back::text as "booksBack",
         told.out::text as "bankOut", told.back::text as "bankBack", listed.unanswered::text as unanswered from listed, booked, told`,
      [run],
    );
    if (row === undefined) throw new Error('sums without a row');
    return {
      list: { out: fenIn(row.listOut), back: fenIn(row.listBack) },
      books: { out: fenIn(row.booksOut), back: fenIn(row.booksBack) },
      bank: { out: fenIn(row.bankOut), back: fenIn(row.bankBack) },
      unanswered: fenIn(row.unanswered),
    };
  }

  /** What differs at items of a run, at people it forgot, and at answers of the bank; at most so many, and how many there are. */
  async differences(
    tx: EntityManager,
    { id, scheme, month, kind, madeAt }: ProvenRun,
    atMost: number,
  ): Promise<{ readonly found: readonly FoundDifference[]; readonly count: number }> {
    type Row = Omit<FoundDifference, 'list' | 'other'> & {
      readonly list: string;
      readonly other: string;
      readonly count: number;
    };
    // What stands in the statement itself is joined as a whole, however few rows a table that has just grown is taken for: one by one each item would
    // be held against each. What stands in tables is looked up by its key.
    await tx.query('set local enable_nestloop = off');
    const rows: Row[] = await tx.query(
      `with word as (${words}),
         item as (select i.id, i.serial, i.person_id, i.amount_fen, i.state, i.${taken} as taken,
             exists (select from pay_run_item n where n.again_of = i.id and n.${taken}) as followed
           from pay_run_item i where i.run_id = $1),
         line as (select l.item_id, sum(e.amount_fen) as amount,
             sum(e.amount_fen) filter (where e.settled_by = l.item_id and e.state = case i.state when 'paid' then 'paid' else 'in-payment' end) as held
           from item i cross join lateral (select item_id, entitlement_id from pay_run_line where item_id = i.id offset 0) l
             cross join lateral (select amount_fen, settled_by, state from entitlement where id = l.entitlement_id offset 0) e group by l.item_id),
         difference as (
           select 'list-amount' as what, i.serial, i.person_id, i.amount_fen as list, coalesce(l.amount, 0) as other
           from item i left join line l on l.item_id = i.id where coalesce(l.amount, 0) <> i.amount_fen and i.taken
           union all
           select 'line-elsewhere', i.serial, i.person_id, case when i.taken then i.amount_fen else 0 end, coalesce(l.held, 0)
           from item i left join line l on l.item_id = i.id where not i.followed
             and coalesce(l.held, 0) <> case when i.taken then coalesce(l.amount, 0) else 0 end
           union all
           select 'line-twice', i.serial, i.person_id, i.amount_fen, sum(e.amount_fen)
           from item i cross join lateral (select entitlement_id from pay_run_line where item_id = i.id offset 0) l
             cross join lateral (select amount_fen from entitlement where id = l.entitlement_id offset 0) e
           where i.state in ('sent', 'paid', 'doubt') and (select true from pay_run_line m where m.entitlement_id = l.entitlement_id and m.item_id <> i.id
             and (select o.state from pay_run_item o where o.id = m.item_id) in ('sent', 'paid', 'doubt') limit 1)
           group by i.serial, i.person_id, i.amount_fen
           union all
           select 'bank-differs', i.serial, i.person_id, i.amount_fen, coalesce(w.amount_fen, 0)
           from item i left join word w on w.item_id = i.id where (i.taken or w.item_id is not null)
             and i.state is distinct from case when w.item_id is null then 'sent' when w.outcome = 'paid' and i.state = 'returned' then 'returned'
               else w.outcome end
           union all
           select 'bank-amount', i.serial, i.person_id, i.amount_fen, w.amount_fen
           from item i join word w on w.item_id = i.id where w.amount_fen <> i.amount_fen
           union all
           select 'back-unbooked', i.serial, i.person_id, i.amount_fen, coalesce(sum(t.amount_fen), 0)
           from item i left join pay_run_transfer b on b.item_id = i.id left join transfer t on t.id = b.transfer_id
           where i.state = 'returned' group by i.serial, i.person_id, i.amount_fen having coalesce(sum(t.amount_fen), 0) <> i.amount_fen
           union all
           select 'forgotten', null, e.person_id, 0, sum(e.amount_fen) from entitlement e
           where $4 = 'monthly' and e.scheme = $2 and e.period <= $3 and e.state = 'open' and e.assessed_at < $5
             and (select true from pay_run_line l where l.entitlement_id = e.id
               and (select i.run_id from pay_run_item i where i.id = l.item_id) = $1 limit 1) is null
             and (select true from operation o where o.person_id = e.person_id
               and (select true from operation_line h where h.operation_key = o.key and h.subject_id = e.id limit 1) limit 1) is null
           group by e.person_id
           union all
           select 'answer-total', null, null, a.paid, r.paid
           from (select coalesce(sum(paid_fen), 0) as paid from pay_run_answer where run_id = $1) a,
             (select coalesce(sum(amount_fen) filter (where outcome = 'paid'), 0) as paid from pay_run_answer_row where run_id = $1) r
           where a.paid <> r.paid)
       select what, serial, person_id as "personId", list::text, other::text, count(*) over ()::int as count
       from difference order by serial nulls last, what limit $6`,
      [id, scheme, month, kind, madeAt.toISOString(), atMost],
    );
    await tx.query('set local enable_nestloop to default');
    return {
      found: rows.map(({ what, serial, personId, list, other }) => ({
        what,
        serial,
        personId,
        list: fenIn(list),
        other: fenIn(other),
      })),
      count: rows[0]?.count ?? 0,
    };
  }

  /** Transfers that only runs book, and that none of them knows; fen by fund. */
  async strays(tx: EntityManager): Promise<readonly { readonly scheme: string; readonly amount: Fen }[]> {
    const rows: { scheme: string; amount: string }[] = await tx.query(
      `select t.scheme, sum(t.amount_fen)::text as amount from transfer t
       where t.kind in ('benefit', 'pay-again') and t.operation_key is null
         and not exists (select from pay_run_transfer b where b.transfer_id = t.id) group by t.scheme order by t.scheme`,
    );
    return rows.map(({ scheme, amount }) => ({ scheme, amount: fen(BigInt(amount)) }));
  }
}
