/** Finds what stands in the way of undoing an act, and what it has entered into personal accounts. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen } from '#libs/money/fen.js';
import type { EnteredBefore, UndoingFacts } from './group-state.js';

@Injectable()
export class UndoingFactsStore {
  /** By key of the act that is to be undone. Right for as long as the act and its personal accounts are locked. */
  async of(tx: EntityManager, keys: readonly string[]): Promise<Map<string, Omit<UndoingFacts, 'entries'>>> {
    if (keys.length === 0) return new Map();
    type Row = Omit<UndoingFacts, 'entries'> & { readonly key: string };
    const rows: Row[] = await tx.query(
      `select o.key,
         (select u.state from operation u where u.undoes = o.key and u.state <> 'refused') as undoing,
         coalesce((select i.account from bank_instruction i where i.operation_key = o.key),
           (select c.bank_account from card c where c.person_id = o.person_id and c.state = 'enabled' and c.bank_account_state <> 'none'
            order by c.card_number desc limit 1)) as account,
         o.kind = 'payment' and exists (
           select from personal_account a join personal_account_entry e on e.account_id = a.id and e.operation_key = o.key
           where a.person_id in (
           select o.person_id union all select d.person_id from operation_line l join due d on d.id = l.subject_id where l.operation_key = o.key) and (
             exists (select from benefit_claim b where b.person_id = a.person_id and b.scheme = a.scheme)
             or exists (select from personal_account_entry n where n.account_id = a.id and n.version > e.version
               and n.kind in ('benefit', 'interest')))) as used,
         (select coalesce(json_agg(json_build_object('kind', p.kind, 'channel', p.content->>'channel', 'account', p.content->>'account')), '[]')
          from approval p where p.kind in ('reversal', 'refund') and p.subject = o.key::text and p.state = 'approved') as approved
       from operation o where o.key = any($1)`,
      [keys],
    );
    return new Map(rows.map(({ key, ...facts }) => [key, facts]));
  }

  /** By key of the act that entered them. */
  async entries(tx: EntityManager, keys: readonly string[]): Promise<Map<string, EnteredBefore[]>> {
    const entered = new Map<string, EnteredBefore[]>();
    if (keys.length === 0) return entered;
    type Row = Omit<EnteredBefore, 'amount'> & { readonly key: string; readonly amount: string };
    const entriesOf = (from: string, values: readonly unknown[]): Promise<Row[]> =>
      tx.query(
        `select o.key, a.person_id as "personId", a.scheme, e.kind, e.amount_fen as amount, e.period
         from ${from} join personal_account_entry e on e.account_id = a.id and e.operation_key = o.key order by a.id, e.version`,
        [...values],
      );
    const own = await entriesOf(
      'operation o join personal_account a on o.key = any($1) and a.person_id = o.person_id',
      [keys],
    );
    // Asked by itself, and only where there is somebody: in one question both would read all entries there are.
    const others: { key: string; person: string }[] = await tx.query(
      `select distinct o.key, d.person_id as person from operation o join operation_line l on l.operation_key = o.key
         join due d on d.id = l.subject_id
       where o.key = any($1) and d.person_id <> o.person_id`,
      [keys],
    );
    const ofOthers =
      others.length === 0
        ? []
        : await entriesOf(
            'unnest($1::uuid[], $2::uuid[]) as o (key, person_id) join personal_account a on a.person_id = o.person_id',
            [others.map(({ key }) => key), others.map(({ person }) => person)],
          );
    const rows = [...own, ...ofOthers];
    for (const { key, amount, ...entry } of rows)
      entered.set(key, [...(entered.get(key) ?? []), { ...entry, amount: fen(BigInt(amount)) }]);
    return entered;
  }
}
