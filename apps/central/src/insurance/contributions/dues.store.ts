/** Keeps participations, dues and the personal accounts that payments credit. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#libs/kernel/ids.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';

type Participation = {
  readonly scheme: string;
  readonly since: PlainDate;
  readonly until: PlainDate | null;
};

/** What an assessment keeps beside the amount. */
export type DueAssessment = {
  /** Yuan; empty where the amount is fixed. The tier is the person's amount and the government's part; the subsidy comes on top. */
  readonly tiers: readonly {
    readonly tier: string;
    readonly amount: string;
    readonly governmentPart: string;
    readonly subsidy: string;
  }[];
  readonly creditsPersonalAccount: boolean;
  readonly explanation: Explanation;
};

export type NewDue = {
  readonly personId: string;
  readonly scheme: string;
  readonly period: string;
  readonly amount: Fen | null;
  readonly state: 'open' | 'waived';
  readonly assessment: DueAssessment;
};

export type OpenDue = {
  readonly id: string;
  readonly scheme: string;
  readonly period: string;
  readonly amount: Fen | null;
  readonly state: 'open' | 'in-payment';
  readonly assessment: DueAssessment;
};

@Injectable()
export class DuesStore {
  participations(tx: EntityManager, personId: string): Promise<Participation[]> {
    return tx.query(
      'select scheme, since::text, until::text from participation where person_id = $1 and voided_at is null order by scheme, since',
      [personId],
    );
  }

  /** Every due the person ever had, by `scheme/period`: the year it was last assessed in, and whether that can still change. */
  async assessed(
    tx: EntityManager,
    personId: string,
  ): Promise<Map<string, { readonly year: number; readonly open: boolean }>> {
    const rows: { name: string; year: number; open: boolean }[] = await tx.query(
      `select scheme || '/' || period as name, extract(year from assessed_at at time zone 'Asia/Shanghai')::int as year, state = 'open' as open
       from due where person_id = $1`,
      [personId],
    );
    return new Map(rows.map(({ name, year, open }) => [name, { year, open }]));
  }

  /** Puts a new assessment in place of an old one, unless the due is being paid. */
  async reassess(tx: EntityManager, due: NewDue, at: Date): Promise<void> {
    await tx.query(
      `update due set amount_fen = $4, assessment = $5, state = $6, assessed_at = $7
       where person_id = $1 and scheme = $2 and period = $3 and state = 'open'`,
      [
        due.personId,
        due.scheme,
        due.period,
        due.amount?.toString() ?? null,
        JSON.stringify(due.assessment),
        due.state,
        at.toISOString(),
      ],
    );
  }

  /** Adds a due unless another terminal has assessed the same one meanwhile. */
  async add(tx: EntityManager, due: NewDue, at: Date): Promise<void> {
    await tx.query(
      `insert into due (id, person_id, scheme, period, amount_fen, assessment, state, assessed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (person_id, scheme, period) do nothing`,
      [
        newId(),
        due.personId,
        due.scheme,
        due.period,
        due.amount?.toString() ?? null,
        JSON.stringify(due.assessment),
        due.state,
        at.toISOString(),
      ],
    );
  }

  /** Makes the person's account in a fund that keeps them, unless it is there. */
  async openPersonalAccount(tx: EntityManager, personId: string, scheme: string): Promise<void> {
    await tx.query(
      'insert into personal_account (id, person_id, scheme) values ($1, $2, $3) on conflict (person_id, scheme) do nothing',
      [newId(), personId, scheme],
    );
  }

  /** Years of a scheme for which nothing is owed, from one on. */
  waived(
    tx: EntityManager,
    personId: string,
    fromYear: number,
  ): Promise<{ readonly scheme: string; readonly period: string }[]> {
    return tx.query(
      `select scheme, period from due where person_id = $1 and state = 'waived' and period >= $2 order by scheme, period`,
      [personId, String(fromYear)],
    );
  }

  /** What the person still owes, newest first within each scheme. */
  async open(tx: EntityManager, personId: string): Promise<OpenDue[]> {
    type Row = Omit<OpenDue, 'amount'> & { readonly amount: string | null };
    const rows: Row[] = await tx.query(
      `select id, scheme, period, amount_fen as amount, state, assessment from due
       where person_id = $1 and state in ('open', 'in-payment') order by scheme, period desc`,
      [personId],
    );
    return rows.map((row) => ({ ...row, amount: row.amount === null ? null : fen(BigInt(row.amount)) }));
  }
}
