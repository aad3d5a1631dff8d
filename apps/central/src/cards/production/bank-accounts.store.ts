/** Compares the bank's file of accounts with the people of a batch, and gives them their accounts. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import type { ItemRange } from './batch-items.store.js';

export type PersonWithoutAccount = {
  readonly socialSecurityNumber: string;
  readonly name: string;
};

/** An account of so many digits that a spreadsheet, which keeps fifteen, would leave at least two zeros at its end. */
const long = String.raw`'^\d{17,19}$'`;

/** One whose digits behind those fifteen are zeros: damaged, or so by itself. */
const zeroed = String.raw`'^\d{15}0{2,4}$'`;

@Injectable()
export class BankAccountsStore {
  /** People of a range of items under way who have no bank account. */
  without(tx: EntityManager, { batchId, first, last }: ItemRange): Promise<PersonWithoutAccount[]> {
    return tx.query(
      `select p.social_security_number as "socialSecurityNumber", p.name
       from card_batch_item i join card_application a on a.id = i.application_id join person p on p.id = a.person_id
       where i.batch_id = $1 and i.item between $2 and $3 and i.outcome is null and a.bank_account is null order by i.item`,
      [batchId, first, last],
    );
  }

  /** Numbers the rows of a file of accounts by the items under way that they are for; a row for nobody gets none. */
  async numberRows(tx: EntityManager, fileId: number, batchId: number): Promise<void> {
    await tx.query(
      // One by one: an order of joins that begins with the batch would read the whole file for each of its items.
      `update card_batch_file_row r set item = (
         select case when i.batch_id = $2 then i.item end from card_batch_item i
         where i.outcome is null and i.application_id = (
           select a.id from card_application a
           where a.state in ('applied', 'approved', 'in-production')
             and a.person_id = (select p.id from person p where p.social_security_number = r.social_security_number)))
       where r.file_id = $1`,
      [fileId, batchId],
    );
  }

  /**
   * What is wrong with a file of accounts whose rows are numbered, by row and column, the first rows first, `limit` at most. A spreadsheet
   * damages a column, so that an account which is zeroed and passes its check digit is doubted beside certain damage, or where all long ones
   * (two or more) are zeroed; beside a whole one, or alone, it is the bank's.
   */
  async findings(
    tx: EntityManager,
    fileId: number,
    batch: { readonly id: number; readonly exportedAt: Date | null },
    limit: number,
  ): Promise<RowFinding[]> {
    return tx.query(
      `with numbered as (
         select r.*, row_number() over (partition by social_security_number order by line) as place,
           row_number() over (partition by bank_account order by line) as account_place,
           bank_account ~ ${zeroed} and (bool_or(coalesce(fault_code, '') like 'sheet-%') over ()
             or (min(bank_account) filter (where bank_account ~ ${long}) over () < max(bank_account) filter (where bank_account ~ ${long}) over ()
               and bool_and(bank_account ~ ${zeroed}) filter (where bank_account ~ ${long}) over ())) as is_zeroed
         from card_batch_file_row r where file_id = $1)
       select r.line, v.field, v.code from numbered r
       left join card_batch_item i on i.batch_id = $2 and i.item = r.item
       left join card_application a on a.id = i.application_id
       left join person p on p.id = a.person_id
       cross join lateral (values
         (r.fault_field, r.fault_code),
         ('AAC002', case when r.social_security_number is null then null when p.id is null then 'row-for-nobody'
           when r.place > 1 then 'row-repeated' end),
         ('AAC003', case when p.name <> r.name then 'person-differs' end),
         ('AAE010', case when r.bank_account is null or r.fault_field = 'AAE010' then null
           when r.is_zeroed then 'sheet-digits-lost'
           when r.account_place > 1 and (r.place = 1 or p.id is null) then 'account-taken'
           when a.bank_account <> r.bank_account then 'account-differs'
           when $4 and a.id is not null and a.bank_account is null then 'account-after-export'
           when exists (select 1 from card c where c.bank_account = r.bank_account and c.person_id is distinct from p.id
             and c.state not in ('replaced', 'cancelled')) then 'account-taken'
           when exists (select 1 from card_application o where o.bank_account = r.bank_account and o.person_id is distinct from p.id
             and o.state in ('applied', 'approved', 'in-production')) then 'account-taken' end)
       ) as v (field, code)
       where v.code is not null order by r.line, v.field limit $3`,
      [fileId, batch.id, limit, batch.exportedAt !== null],
    );
  }

  /** Gives the accounts of a range of lines to their applications, and takes those rows off the file. */
  async give(
    tx: EntityManager,
    fileId: number,
    batchId: number,
    range: { readonly first: number; readonly last: number },
  ): Promise<void> {
    await tx.query(
      `with taken as (
         delete from card_batch_file_row where file_id = $1 and line between $3 and $4 returning item, bank_account)
       update card_application a set bank_account = t.bank_account
       from taken t join card_batch_item i on i.batch_id = $2 and i.item = t.item
       where a.id = i.application_id and i.outcome is null and a.bank_account is distinct from t.bank_account`,
      [fileId, batchId, range.first, range.last],
    );
  }
}
