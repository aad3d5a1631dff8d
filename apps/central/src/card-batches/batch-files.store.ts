/** Keeps files of the bank and the card maker while they are checked: their rows, whole, and what is wrong with each. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ProblemCode } from '#libs/contract/problems.js';

export type BatchFileKind = 'accounts' | 'result';

export type BatchFile = {
  readonly id: number;
  readonly digest: string;
  readonly rows: number;
  readonly doneAt: Date | null;
};

/** One row as it was read; what it lacks is null. A fault is what is wrong with it whatever else there is. */
export type FileRow = {
  readonly line: number;
  readonly item: number | null;
  readonly batch: string | null;
  readonly cardNumber: string | null;
  readonly identificationCode: string | null;
  readonly historicalBytes: string | null;
  readonly result: string | null;
  readonly reason: string | null;
  readonly socialSecurityNumber: string | null;
  readonly name: string | null;
  readonly bankAccount: string | null;
  readonly fault: { readonly field: string; readonly code: ProblemCode } | null;
};

/** What is wrong in which row and column. */
export type RowFinding = { readonly line: number; readonly field: string; readonly code: ProblemCode };

const fileColumns = 'id, digest, rows, done_at as "doneAt"';

// Nothing is known yet of rows that were just read in: each is compared through indexes, whatever the planner would guess.
const rowByRow = `set local statement_timeout = '10min'; set local enable_hashjoin = off; set local enable_mergejoin = off`;

@Injectable()
export class BatchFilesStore {
  async find(
    tx: EntityManager,
    batchId: number,
    kind: BatchFileKind,
    digest: string,
  ): Promise<BatchFile | null> {
    const rows: BatchFile[] = await tx.query(
      `select ${fileColumns} from card_batch_file where batch_id = $1 and kind = $2 and digest = $3`,
      [batchId, kind, digest],
    );
    return rows[0] ?? null;
  }

  /** Files of a batch that were accepted and are not done with. */
  unfinished(tx: EntityManager, batchId: number, kind: BatchFileKind): Promise<BatchFile[]> {
    return tx.query(
      `select ${fileColumns} from card_batch_file where batch_id = $1 and kind = $2 and done_at is null order by id`,
      [batchId, kind],
    );
  }

  async enter(
    tx: EntityManager,
    file: {
      readonly batchId: number;
      readonly kind: BatchFileKind;
      readonly digest: string;
      readonly at: Date;
      readonly by: string;
    },
  ): Promise<BatchFile> {
    const [made]: BatchFile[] = await tx.query(
      `insert into card_batch_file (batch_id, kind, digest, rows, received_at, received_by) values ($1, $2, $3, 0, $4, $5)
       returning ${fileColumns}`,
      [file.batchId, file.kind, file.digest, file.at.toISOString(), file.by],
    );
    if (made === undefined) throw new Error('a file was not entered');
    return made;
  }

  async setRows(tx: EntityManager, id: number, rows: number): Promise<void> {
    await tx.query('update card_batch_file set rows = $2 where id = $1', [id, rows]);
  }

  async setDone(tx: EntityManager, id: number, at: Date): Promise<void> {
    await tx.query('update card_batch_file set done_at = $2 where id = $1', [id, at.toISOString()]);
  }

  async insertRows(tx: EntityManager, fileId: number, rows: readonly FileRow[]): Promise<void> {
    const texts = (of: (row: FileRow) => string | null): (string | null)[] => rows.map(of);
    await tx.query(
      `insert into card_batch_file_row (file_id, line, item, batch, card_number, identification_code, historical_bytes, result, reason,
         social_security_number, name, bank_account, fault_field, fault_code)
       select $1, r.* from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::text[], $11::text[], $12::text[], $13::text[], $14::text[]) as r`,
      [
        fileId,
        rows.map(({ line }) => line),
        rows.map(({ item }) => item),
        texts(({ batch }) => batch),
        texts(({ cardNumber }) => cardNumber),
        texts(({ identificationCode }) => identificationCode),
        texts(({ historicalBytes }) => historicalBytes),
        texts(({ result }) => result),
        texts(({ reason }) => reason),
        texts(({ socialSecurityNumber }) => socialSecurityNumber),
        texts(({ name }) => name),
        texts(({ bankAccount }) => bankAccount),
        texts(({ fault }) => fault?.field ?? null),
        texts(({ fault }) => fault?.code ?? null),
      ],
    );
  }

  /** For the rest of the transaction rows are compared one by one through indexes, and a long statement is let run. */
  async planByIndex(tx: EntityManager): Promise<void> {
    await tx.query(rowByRow);
  }

  /** Tells the planner of the rows that were just read in. */
  async analyze(tx: EntityManager): Promise<void> {
    await tx.query('analyze card_batch_file_row');
  }

  /** Tells the planner of the cards that have just come into the register. */
  async analyzeCards(tx: EntityManager): Promise<void> {
    await tx.query('analyze card, chip');
  }

  /** What is wrong with a file of results, by row and column, the first rows first, `limit` at most. */
  async resultFindings(
    tx: EntityManager,
    fileId: number,
    batch: { readonly id: number; readonly number: string },
    limit: number,
  ): Promise<RowFinding[]> {
    return tx.query(
      `with numbered as (
         select r.*, row_number() over (partition by item order by line) as place from card_batch_file_row r where file_id = $1)
       select r.line, v.field, v.code from numbered r
       left join card_batch_item i on i.batch_id = $2 and i.item = r.item
       left join card_application a on a.id = i.application_id
       cross join lateral (values
         (r.fault_field, r.fault_code),
         ('BATCH', case when r.batch <> $3 then 'row-of-another-batch' end),
         ('ITEM', case when r.item is null then null when i.item is null then 'row-for-nobody'
           when i.historical_bytes is null then 'item-not-sent' when r.place > 1 then 'row-repeated' end),
         ('AAZ500', case when i.historical_bytes is not null and r.card_number <> a.card_number then 'card-number-differs' end),
         ('AAZ501', case when r.identification_code <> i.identification_code then 'identification-code-differs' end),
         ('AAZ507', case when r.historical_bytes <> i.historical_bytes then 'chip-not-sent' end),
         ('RESULT', case when i.outcome <> r.result then 'result-differs' end),
         ('ITEM', case when i.outcome is null and i.historical_bytes is not null and r.result = 'personalised' and exists (
           select 1 from card c where c.person_id = a.person_id and c.state in ('personalised', 'delivered', 'handed-over')) then 'card-exists' end)
       ) as v (field, code)
       where v.code is not null and (r.batch is null or r.batch = $3 or v.field = 'BATCH') order by r.line, v.field limit $4`,
      [fileId, batch.id, batch.number, limit],
    );
  }

  /** What is wrong with a file of accounts whose rows are numbered, likewise. */
  async accountFindings(
    tx: EntityManager,
    fileId: number,
    batchId: number,
    limit: number,
  ): Promise<RowFinding[]> {
    return tx.query(
      `with numbered as (
         select r.*, row_number() over (partition by social_security_number order by line) as place,
           row_number() over (partition by bank_account order by line) as account_place
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
           when r.account_place > 1 and (r.place = 1 or p.id is null) then 'account-taken'
           when a.bank_account <> r.bank_account then 'account-taken'
           when exists (select 1 from card c where c.bank_account = r.bank_account and c.person_id is distinct from p.id
             and c.state not in ('replaced', 'cancelled')) then 'account-taken'
           when exists (select 1 from card_application o where o.bank_account = r.bank_account and o.person_id is distinct from p.id
             and o.state in ('applied', 'approved', 'in-production')) then 'account-taken' end)
       ) as v (field, code)
       where v.code is not null order by r.line, v.field limit $3`,
      [fileId, batchId, limit],
    );
  }

  /** People of items under way without a bank account, after an item. */
  withoutAccount(
    tx: EntityManager,
    batchId: number,
    after: number,
    limit: number,
  ): Promise<PersonWithoutAccount[]> {
    return tx.query(
      `select i.item, p.social_security_number as "socialSecurityNumber", p.name
       from card_batch_item i join card_application a on a.id = i.application_id join person p on p.id = a.person_id
       where i.batch_id = $1 and i.item > $2 and i.outcome is null and a.bank_account is null order by i.item limit $3`,
      [batchId, after, limit],
    );
  }

  /** Numbers the rows of a file of accounts by the items under way that they are for; a row for nobody gets none. */
  async numberAccounts(tx: EntityManager, fileId: number, batchId: number): Promise<void> {
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

  /** Gives the accounts of a range of lines to their applications, and takes those rows off the file. */
  async giveAccounts(
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

  /**
   * Takes a range of lines off a file of results, ends their items accordingly, and returns those that this ended; items that
   * had their result already are not among them.
   */
  async endItems(
    tx: EntityManager,
    fileId: number,
    batchId: number,
    range: { readonly first: number; readonly last: number },
    at: Date,
  ): Promise<EndedItem[]> {
    const [rows]: [EndedItem[], number] = await tx.query(
      `with taken as (
         delete from card_batch_file_row where file_id = $1 and line between $3 and $4 returning item, result, reason)
       update card_batch_item i set outcome = t.result, reason = t.reason, outcome_at = $5
       from taken t, card_application a, chip c, chip_lot l
       where i.batch_id = $2 and i.item = t.item and i.outcome is null
         and a.id = i.application_id and c.historical_bytes = i.historical_bytes and l.lot = c.lot
       returning i.item, i.application_id as "applicationId", uuidv7() as "cardId", i.outcome, i.reason, i.historical_bytes as "historicalBytes",
         i.identification_code as "identificationCode", i.key_version as "keyVersion", a.card_number as "cardNumber",
         a.bank_account as "bankAccount", l.specification_version as "specificationVersion", l.algorithm`,
      [fileId, batchId, range.first, range.last, at.toISOString()],
    );
    return rows;
  }

  /** Chips of ended items: personalised with a card on them, or spoiled. */
  async endChips(
    tx: EntityManager,
    chips: ReadonlyMap<
      string,
      { readonly state: 'personalised' | 'spoiled'; readonly reason: string | null }
    >,
  ): Promise<void> {
    const ends = [...chips.values()];
    await tx.query(
      `update chip c set state = r.state, spoiled_reason = case when r.state = 'spoiled' then r.reason end
       from unnest($1::text[], $2::text[], $3::text[]) as r (historical_bytes, state, reason)
       where c.historical_bytes = r.historical_bytes`,
      [[...chips.keys()], ends.map(({ state }) => state), ends.map(({ reason }) => reason)],
    );
  }

  /** Applications whose chip was spoiled have none; the card number stays theirs. */
  async dropChips(tx: EntityManager, applicationIds: readonly string[]): Promise<void> {
    await tx.query('update card_application set historical_bytes = null where id = any($1::bigint[])', [
      applicationIds,
    ]);
  }
}

export type PersonWithoutAccount = {
  readonly item: number;
  readonly socialSecurityNumber: string;
  readonly name: string;
};

/** An item that has just had its result. */
export type EndedItem = {
  readonly item: number;
  readonly applicationId: string;
  /**
   * Of its card, when it gets one. In the order of time: the cards of a batch lie together in every index on it, and a whole city
   * does not read and write every page of them for each thousand.
   */
  readonly cardId: string;
  readonly outcome: 'personalised' | 'spoiled';
  readonly reason: string | null;
  readonly historicalBytes: string;
  readonly identificationCode: string;
  readonly keyVersion: number;
  readonly cardNumber: string;
  readonly bankAccount: string | null;
  readonly specificationVersion: '2.00' | '3.00';
  readonly algorithm: '3des' | 'sm4';
};
