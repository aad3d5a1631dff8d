/** Keeps granted benefits and what they entitle to, month by month. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#libs/kernel/ids.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';

export type BenefitClaim = {
  readonly id: string;
  readonly scheme: string;
  readonly firstMonth: PlainMonth;
  readonly lastMonth: PlainMonth | null;
  readonly contributedYears: number;
  readonly accountAtGrant: Fen;
};

export type NewEntitlement = {
  readonly claimId: string;
  readonly personId: string;
  readonly scheme: string;
  readonly period: PlainMonth;
  readonly amount: Fen;
  readonly accountPart: Fen;
  readonly explanation: Explanation;
};

export type OpenEntitlement = {
  readonly id: string;
  readonly scheme: string;
  readonly period: string;
  readonly amount: Fen;
  readonly state: 'open' | 'in-payment';
  readonly explanation: Explanation;
};

@Injectable()
export class EntitlementsStore {
  async claims(tx: EntityManager, personId: string): Promise<BenefitClaim[]> {
    type Row = Omit<BenefitClaim, 'accountAtGrant'> & { readonly accountAtGrant: string };
    const rows: Row[] = await tx.query(
      `select id, scheme, first_month as "firstMonth", last_month as "lastMonth", contributed_years as "contributedYears",
         account_at_grant_fen as "accountAtGrant" from benefit_claim where person_id = $1`,
      [personId],
    );
    return rows.map((row) => ({ ...row, accountAtGrant: fen(BigInt(row.accountAtGrant)) }));
  }

  /** Grants a benefit and opens its personal account with the balance of that day; a benefit already granted stays as it is. */
  async grant(tx: EntityManager, personId: string, claim: Omit<BenefitClaim, 'id'>, at: Date): Promise<void> {
    const granted: unknown[] = await tx.query(
      `insert into benefit_claim (id, person_id, scheme, first_month, last_month, contributed_years, account_at_grant_fen)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (person_id, scheme) do nothing returning id`,
      [
        newId(),
        personId,
        claim.scheme,
        claim.firstMonth,
        claim.lastMonth,
        claim.contributedYears,
        claim.accountAtGrant.toString(),
      ],
    );
    if (granted.length === 0 || claim.accountAtGrant === 0n) return;
    await tx.query(
      `with opened as (insert into personal_account (id, person_id, scheme, balance_fen, version) values ($1, $2, $3, $4, 1))
       insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       values ($1, 1, 'opening', $4, $4, $5, $6)`,
      [newId(), personId, claim.scheme, claim.accountAtGrant.toString(), claim.firstMonth, at.toISOString()],
    );
  }

  /** Months of a benefit that are assessed already. */
  async assessed(tx: EntityManager, claimId: string): Promise<Set<PlainMonth>> {
    const rows: { period: PlainMonth }[] = await tx.query(
      'select period from entitlement where claim_id = $1',
      [claimId],
    );
    return new Set(rows.map(({ period }) => period));
  }

  /** Adds an entitlement unless another terminal has assessed the same month meanwhile. */
  async add(tx: EntityManager, entitlement: NewEntitlement, at: Date): Promise<void> {
    const { claimId, personId, scheme, period, amount, accountPart, explanation } = entitlement;
    await tx.query(
      `insert into entitlement (id, claim_id, person_id, scheme, period, amount_fen, account_part_fen, assessment, assessed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (claim_id, period) do nothing`,
      [
        newId(),
        claimId,
        personId,
        scheme,
        period,
        amount.toString(),
        accountPart.toString(),
        JSON.stringify({ explanation }),
        at.toISOString(),
      ],
    );
  }

  /** When somebody with a benefit in a month last collected any of it (`on`, null: never); null without a benefit. */
  async lastCollected(
    tx: EntityManager,
    personId: string,
    month: PlainMonth,
  ): Promise<{ readonly on: PlainDate | null } | null> {
    const rows: { on: PlainDate | null }[] = await tx.query(
      `select max(o.business_date)::text as on from benefit_claim c
         left join entitlement e on e.claim_id = c.id and e.state = 'paid'
         left join operation o on o.key = e.settled_by
       where c.person_id = $1 and c.first_month <= $2 and (c.last_month is null or c.last_month >= $2) group by c.person_id`,
      [personId, month],
    );
    return rows[0] ?? null;
  }

  /** What the person can still collect, newest first. */
  async open(tx: EntityManager, personId: string): Promise<OpenEntitlement[]> {
    type Row = Omit<OpenEntitlement, 'amount' | 'explanation'> & {
      readonly amount: string;
      readonly assessment: { readonly explanation: Explanation };
    };
    const rows: Row[] = await tx.query(
      `select id, scheme, period, amount_fen as amount, state, assessment from entitlement
       where person_id = $1 and state in ('open', 'in-payment') order by scheme, period desc`,
      [personId],
    );
    return rows.map(({ assessment, amount, ...row }) => ({
      ...row,
      amount: fen(BigInt(amount)),
      explanation: assessment.explanation,
    }));
  }
}
