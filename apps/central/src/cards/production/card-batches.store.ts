/** Keeps batches of cards: makes them of waiting applications, records who decided, and reads how far they have come. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { batchSteps } from './batch-words.js';

export type BatchRecord = {
  readonly id: number;
  readonly number: string;
  readonly state: 'made' | 'approved' | 'rejected';
  readonly items: number;
  readonly madeAt: Date;
  readonly madeBy: string;
  /** Under which it was decided. */
  readonly approvalId: string | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly rejectReason: string | null;
  readonly maker: string | null;
  readonly depot: string | null;
  readonly issuedOn: PlainDate | null;
  readonly validUntil: PlainDate | null;
  readonly exportedAt: Date | null;
};

/** Which waiting applications go into a batch; null: any. */
export type Selection = {
  readonly importId: number | null;
  readonly unitCode: string | null;
  readonly limit: number | null;
  readonly withoutPhoto: boolean;
};

export type ItemRecord = {
  readonly item: number;
  readonly applicationId: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly state: string;
  readonly cardNumber: string | null;
  readonly historicalBytes: string | null;
  readonly hasBankAccount: boolean;
  readonly unitCode: string | null;
  readonly reason: string | null;
};

/** Who did a step of a batch. */
export type StepRecord = {
  readonly step: keyof typeof batchSteps;
  readonly staffNumber: string;
  readonly staffName: string | null;
  readonly at: Date;
};

export type StateCount = { readonly state: string; readonly reason: string | null; readonly items: number };

/** Of a batch called `b`. */
export const batchColumns = `b.id, b.number, b.state, b.items, b.made_at as "madeAt", b.made_by as "madeBy", b.approval_id as "approvalId",
  (select p.decided_at from approval p where p.id = b.approval_id) as "decidedAt",
  (select p.decided_by from approval p where p.id = b.approval_id) as "decidedBy",
  (select p.decision_reason from approval p where p.id = b.approval_id and b.state = 'rejected') as "rejectReason",
  b.maker, b.depot, b.issued_on::text as "issuedOn", b.valid_until::text as "validUntil", b.exported_at as "exportedAt"`;

/** What is decided about a batch, as its approval covers it. */
export type BatchContent = { readonly batch: string; readonly items: string; readonly applications: string };

/** Where an item stands: its outcome when it ended in this batch without a card, else the station of its one life. */
export const standing = `case i.outcome when 'left-out' then 'left-out' when 'rejected' then 'batch-rejected' when 'spoiled' then 'spoiled'
  when 'personalised' then c.state else a.state end`;

/** Approved ones, and applied ones of an import. */
const waits = `(a.state = 'approved' or (a.state = 'applied' and a.import_id is not null))`;

@Injectable()
export class CardBatchesStore {
  /** Waits until no other process does what `turn` names, to the end of this transaction; false when it took too long. */
  async tryTurn(tx: EntityManager, turn: string): Promise<boolean> {
    const [row]: { got: boolean }[] = await tx.query(
      `select pg_try_advisory_xact_lock(hashtext(current_schema() || ' ' || $1)) as got`,
      [turn],
    );
    return row?.got === true;
  }

  /**
   * A new batch of the waiting applications that fit, the oldest first; null when there are none. Waiting are approved ones
   * (among them those whose chip was spoiled) and applied ones that came with an import: its batch decides about them.
   */
  async make(
    tx: EntityManager,
    selection: Selection,
    { at, by, year }: { readonly at: Date; readonly by: string; readonly year: number },
  ): Promise<BatchRecord | null> {
    const [made]: BatchRecord[] = await tx.query(
      `insert into card_batch as b (number, state, items, made_at, made_by)
       values ($1 || '-' || lpad(nextval('card_batch_serial')::text, 6, '0'), 'made', 1, $2, $3) returning ${batchColumns}`,
      [String(year), at.toISOString(), by],
    );
    if (made === undefined) throw new Error('a batch was not entered');
    const [{ items } = { items: 0 }]: { items: number }[] = await tx.query(
      `with taken as (
         insert into card_batch_item (batch_id, item, application_id)
         select $1, row_number() over (order by a.applied_at, a.id), a.id
         from (
           select a.id, a.applied_at from card_application a
           where ${waits}
             and ($2::bigint is null or a.import_id = $2) and ($3::text is null or a.unit_code = $3)
             and ($4 or a.photo_digest is not null)
             and not exists (select 1 from card_batch_item i where i.application_id = a.id and i.outcome is null)
           order by a.applied_at, a.id limit $5) a
         returning item)
       select count(*)::int as items from taken`,
      [made.id, selection.importId, selection.unitCode, selection.withoutPhoto, selection.limit],
    );
    if (items === 0) return null;
    await tx.query('update card_batch set items = $2 where id = $1', [made.id, items]);
    // The planner would take a batch it has not seen yet for an empty one.
    await tx.query('analyze card_batch_item, card_application, person');
    return { ...made, items };
  }

  /** How many of those waiting that fit have no photo. */
  async waitingWithoutPhoto(tx: EntityManager, { importId, unitCode }: Selection): Promise<number> {
    const [row]: { waiting: number }[] = await tx.query(
      `select count(*)::int as waiting from card_application a
       where ${waits} and ($1::bigint is null or a.import_id = $1) and ($2::text is null or a.unit_code = $2)
         and a.photo_digest is null
         and not exists (select 1 from card_batch_item i where i.application_id = a.id and i.outcome is null)`,
      [importId, unitCode],
    );
    return row?.waiting ?? 0;
  }

  async find(tx: EntityManager, number: string): Promise<BatchRecord | null> {
    const rows: BatchRecord[] = await tx.query(
      `select ${batchColumns} from card_batch b where b.number = $1`,
      [number],
    );
    return rows[0] ?? null;
  }

  /** As `find`, and nobody else decides about it until the end of the transaction. */
  async lock(tx: EntityManager, number: string): Promise<BatchRecord | null> {
    const rows: BatchRecord[] = await tx.query(
      `select ${batchColumns} from card_batch b where b.number = $1 for update`,
      [number],
    );
    return rows[0] ?? null;
  }

  /** Work of a kind on a batch, in the order it was planned; its subject is the batch, or the batch and something of it. */
  async worksOf(tx: EntityManager, kind: string, number: string): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select id from work where kind = $1 and (subject = $2 or subject like $2 || ' %') order by planned_at`,
      [kind, number],
    );
    return rows.map(({ id }) => id);
  }

  async decide(
    tx: EntityManager,
    number: string,
    decided: { readonly state: 'approved' | 'rejected'; readonly approvalId: string },
  ): Promise<void> {
    await tx.query('update card_batch set state = $2, approval_id = $3 where number = $1', [
      number,
      decided.state,
      decided.approvalId,
    ]);
  }

  /** What is to be decided about a batch, and who entered its applications: they may not decide about them. */
  async toDecide(
    tx: EntityManager,
    id: number,
  ): Promise<{ readonly content: BatchContent; readonly enteredBy: readonly string[] }> {
    const [row]: { content: BatchContent; enteredBy: readonly string[] }[] = await tx.query(
      `select jsonb_build_object('batch', (select number from card_batch where id = $1), 'items', count(*)::text, 'applications',
         encode(sha256(convert_to(coalesce(string_agg(i.application_id || ':' || coalesce(a.photo_digest, ''), ',' order by i.item), ''), 'UTF8')), 'hex')) as content,
         coalesce(array_agg(distinct a.applied_by), '{}') as "enteredBy"
       from card_batch_item i join card_application a on a.id = i.application_id where i.batch_id = $1 and i.outcome is null`,
      [id],
    );
    if (row === undefined) throw new Error(`no batch ${id}`);
    return row;
  }

  /** What the batch was made for: the maker, the depot of its blanks, and the dates that stand on every chip. */
  async setProduction(
    tx: EntityManager,
    id: number,
    made: {
      readonly maker: string;
      readonly depot: string;
      readonly issuedOn: PlainDate;
      readonly validUntil: PlainDate;
    },
  ): Promise<void> {
    await tx.query(
      'update card_batch set maker = $2, depot = $3, issued_on = $4, valid_until = $5 where id = $1',
      [id, made.maker, made.depot, made.issuedOn, made.validUntil],
    );
  }

  async setExported(tx: EntityManager, id: number, at: Date, by: string): Promise<void> {
    await tx.query(
      'update card_batch set exported_at = $2, exported_by = $3 where id = $1 and exported_at is null',
      [id, at.toISOString(), by],
    );
  }

  /** Who did each step last, in the order of the steps. */
  steps(tx: EntityManager, { id, number }: Pick<BatchRecord, 'id' | 'number'>): Promise<StepRecord[]> {
    return tx.query(
      `select s.step, s.by as "staffNumber", m.name as "staffName", s.at
       from (
         select 1 as place, 'made' as step, made_by as by, made_at as at from card_batch where id = $1
         union all select 2, 'decided', p.decided_by, p.decided_at from card_batch b join approval p on p.id = b.approval_id where b.id = $1
         union all select 3, 'exported', exported_by, exported_at from card_batch where id = $1
         union all (select 4, 'result', received_by, received_at from card_batch_file
           where batch_id = $1 and kind = 'result' order by id desc limit 1)
         union all (select 5, 'received', planned_by, planned_at from work
           where kind = 'card-batch.receive' and subject like $2 || ' %' order by planned_at desc limit 1)
         union all (select 6, 'handed-over', by, at from card_hand_over where batch_id = $1 order by id desc limit 1)
       ) s left join staff_member m on m.staff_number = s.by
       where s.by is not null order by s.place`,
      [id, number],
    );
  }

  /** How many items stand where, and why those that ended without a card did. Needs a snapshot: it looks at the whole batch. */
  counts(tx: EntityManager, id: number): Promise<StateCount[]> {
    return tx.query(
      `select ${standing} as state, case when i.outcome = 'personalised' then null else i.reason end as reason, count(*)::int as items
       from card_batch_item i join card_application a on a.id = i.application_id
       left join card c on c.id = a.card_id and i.outcome = 'personalised'
       where i.batch_id = $1 group by 1, 2 order by 3 desc`,
      [id],
    );
  }

  /** Items after a number in their order; of one standing when it is given. */
  items(
    tx: EntityManager,
    id: number,
    {
      state,
      after,
      limit,
    }: { readonly state: string | null; readonly after: number; readonly limit: number },
  ): Promise<ItemRecord[]> {
    return tx.query(
      `select i.item, i.application_id as "applicationId", p.name, p.social_security_number as "socialSecurityNumber",
         ${standing} as state, a.card_number as "cardNumber", i.historical_bytes as "historicalBytes",
         coalesce(c.bank_account, a.bank_account) is not null as "hasBankAccount", a.unit_code as "unitCode", i.reason
       from card_batch_item i join card_application a on a.id = i.application_id join person p on p.id = a.person_id
       left join card c on c.id = a.card_id and i.outcome = 'personalised'
       where i.batch_id = $1 and i.item > $2 and ($3::text is null or ${standing} = $3) order by i.item limit $4`,
      [id, after, state, limit],
    );
  }

  /** Ends an item that is under way; false when it is not. */
  async endItem(
    tx: EntityManager,
    id: number,
    item: number,
    end: { readonly outcome: 'left-out'; readonly reason: string; readonly at: Date },
  ): Promise<boolean> {
    const [, changed]: [unknown, number] = await tx.query(
      `update card_batch_item set outcome = $3, reason = $4, outcome_at = $5
       where batch_id = $1 and item = $2 and outcome is null and historical_bytes is null`,
      [id, item, end.outcome, end.reason, end.at.toISOString()],
    );
    return changed === 1;
  }

  async hasItem(tx: EntityManager, id: number, item: number): Promise<boolean> {
    const rows: object[] = await tx.query('select 1 from card_batch_item where batch_id = $1 and item = $2', [
      id,
      item,
    ]);
    return rows.length > 0;
  }
}
