/** Keeps dues in step with the lines they come of: open ones follow, paid ones are left, with a further due or what was paid too much beside them. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '#libs/money/fen.js';
import type { DueAssessment } from './dues.store.js';

/** What a person owes for a period, as its lines say it. */
export type OwedByPerson = {
  readonly participationId: string;
  readonly personId: string;
  /** Null: a tier has to be chosen. */
  readonly amount: Fen | null;
  readonly assessment: DueAssessment;
};

export type PeriodOfScheme = { readonly scheme: string; readonly period: string };

export type KnownDue = {
  readonly id: string;
  readonly personId: string;
  readonly number: number;
  readonly amount: Fen | null;
  readonly state: 'open' | 'in-payment' | 'paid' | 'waived';
};

/** How a due is changed or made. */
export type DueChange = {
  readonly id: string | null;
  readonly number: number;
  readonly owed: OwedByPerson;
  readonly amount: Fen | null;
};

export type PaidTooMuch = { readonly personId: string; readonly dueId: string; readonly amount: Fen };

const texts = (amounts: readonly (Fen | null)[]): (string | null)[] =>
  amounts.map((amount) => amount?.toString() ?? null);
const state = (amount: Fen | null): 'open' | 'waived' => (amount === 0n ? 'waived' : 'open');

@Injectable()
export class DueFollowingStore {
  /** Adds the first due of each person for a period. Returns who has one already. */
  async add(
    tx: EntityManager,
    { scheme, period }: PeriodOfScheme,
    owed: readonly OwedByPerson[],
    at: Date,
  ): Promise<ReadonlySet<string>> {
    const rows: { person_id: string }[] = await tx.query(
      `insert into due (id, person_id, participation_id, scheme, period, number, amount_fen, assessment, state, assessed_at)
       select uuidv7(), person_id, participation_id, $3, $4, 1, amount_fen, assessment, state, $5
       from unnest($1::uuid[], $2::uuid[], $6::bigint[], $7::jsonb[], $8::text[])
         as o (person_id, participation_id, amount_fen, assessment, state)
       on conflict (person_id, scheme, period, number) do nothing returning person_id`,
      [
        owed.map(({ personId }) => personId),
        owed.map(({ participationId }) => participationId),
        scheme,
        period,
        at.toISOString(),
        texts(owed.map(({ amount }) => amount)),
        owed.map(({ assessment }) => JSON.stringify(assessment)),
        owed.map(({ amount }) => state(amount)),
      ],
    );
    const added = new Set(rows.map(({ person_id: personId }) => personId));
    return new Set(owed.flatMap(({ personId }) => (added.has(personId) ? [] : [personId])));
  }

  /** Makes the accounts that payments will credit, where they are not there. */
  async openPersonalAccounts(tx: EntityManager, scheme: string, personIds: readonly string[]): Promise<void> {
    await tx.query(
      `insert into personal_account (id, person_id, scheme) select uuidv7(), person_id, $2 from unnest($1::uuid[]) as o (person_id)
       on conflict (person_id, scheme) do nothing`,
      [personIds, scheme],
    );
  }

  /** The dues of a period that people have, locked, by person and number. */
  async known(
    tx: EntityManager,
    { scheme, period }: PeriodOfScheme,
    personIds: readonly string[],
  ): Promise<readonly KnownDue[]> {
    const rows: (Omit<KnownDue, 'amount'> & { readonly amount: string | null })[] = await tx.query(
      `select id, person_id as "personId", number, amount_fen as amount, state from due
       where person_id = any($1) and scheme = $2 and period = $3 order by person_id, number for update`,
      [personIds, scheme, period],
    );
    return rows.map((row) => ({ ...row, amount: row.amount === null ? null : fen(BigInt(row.amount)) }));
  }

  /** The sum of a period's lines for each person, over all their participations, and what of it was found to be paid too much already. */
  async owed(
    tx: EntityManager,
    { scheme, period }: PeriodOfScheme,
    personIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly owed: Fen; readonly tooMuch: Fen }>> {
    const rows: { personId: string; owed: string; tooMuch: string }[] = await tx.query(
      `select person_id as "personId",
         coalesce((select sum(l.person_fen) from participation p join assessment_line l on l.participation_id = p.id
           where p.person_id = o.person_id and p.scheme = $2 and l.period = $3), 0) as owed,
         coalesce((select sum(amount_fen) from overpayment e
           where e.person_id = o.person_id and e.scheme = $2 and e.period = $3), 0) as "tooMuch"
       from unnest($1::uuid[]) as o (person_id)`,
      [personIds, scheme, period],
    );
    return new Map(
      rows.map(({ personId, owed, tooMuch }) => [
        personId,
        { owed: fen(BigInt(owed)), tooMuch: fen(BigInt(tooMuch)) },
      ]),
    );
  }

  async change(
    tx: EntityManager,
    { scheme, period }: PeriodOfScheme,
    changes: readonly DueChange[],
    at: Date,
  ): Promise<void> {
    const columns = (of: readonly DueChange[]): unknown[] => [
      of.map(({ owed }) => owed.participationId),
      texts(of.map(({ amount }) => amount)),
      of.map(({ owed }) => JSON.stringify(owed.assessment)),
      of.map(({ amount }) => state(amount)),
      at.toISOString(),
    ];
    const [known, further] = [
      changes.filter(({ id }) => id !== null),
      changes.filter(({ id }) => id === null),
    ];
    if (known.length > 0)
      await tx.query(
        `update due d set participation_id = c.participation_id, amount_fen = c.amount_fen, assessment = c.assessment, state = c.state,
           assessed_at = $5
         from unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::text[], $6::uuid[])
           as c (participation_id, amount_fen, assessment, state, id)
         where d.id = c.id and d.state in ('open', 'waived')`,
        [...columns(known), known.map(({ id }) => id)],
      );
    if (further.length > 0)
      await tx.query(
        `insert into due (id, person_id, participation_id, scheme, period, number, amount_fen, assessment, state, assessed_at)
         select uuidv7(), person_id, participation_id, $8, $9, number, amount_fen, assessment, state, $5
         from unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::text[], $6::uuid[], $7::smallint[])
           as c (participation_id, amount_fen, assessment, state, person_id, number)
         on conflict (person_id, scheme, period, number) do nothing`,
        [
          ...columns(further),
          further.map(({ owed }) => owed.personId),
          further.map(({ number }) => number),
          scheme,
          period,
        ],
      );
  }

  async enterPaidTooMuch(
    tx: EntityManager,
    { scheme, period }: PeriodOfScheme,
    found: readonly PaidTooMuch[],
    run: number,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into overpayment (id, person_id, scheme, period, part, amount_fen, due_id, run, found_at)
       select uuidv7(), person_id, $4, $5, 'person', amount_fen, due_id, $6, $7
       from unnest($1::uuid[], $2::bigint[], $3::uuid[]) as o (person_id, amount_fen, due_id)`,
      [
        found.map(({ personId }) => personId),
        texts(found.map(({ amount }) => amount)),
        found.map(({ dueId }) => dueId),
        scheme,
        period,
        run,
        at.toISOString(),
      ],
    );
  }
}
