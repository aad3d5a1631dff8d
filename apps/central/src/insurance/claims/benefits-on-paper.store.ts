/** Reads what a statement of benefits says of money: by which claim each was granted, what was paid in a year and how, what is being recovered. */
import { Injectable } from '@nestjs/common';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { Transaction } from '../../ground/database/database.js';
import { payeeAccount } from '../benefits/payee-account.js';

export type GrantRow = {
  readonly claimId: string;
  /** Of the claim; null: on record before claims were. */
  readonly number: number | null;
  readonly grantedOn: PlainDate | null;
  /** When the parameters were known that it was first reckoned by; null: nobody kept it. */
  readonly knownAt: Date | null;
  /** Of a first month whose explanation was stored with it. */
  readonly stored: Explanation | null;
  /** Whose insurance it comes from. */
  readonly insured: string;
  /** Where the bank pays it to now; null: there is no account in use. */
  readonly account: string | null;
};

/** Amounts in fen. */
export type PaidRow = {
  readonly claimId: string;
  readonly period: PlainMonth;
  readonly kind: 'normal' | 'retroactive' | 'lump';
  readonly amount: string;
  readonly paidOn: PlainDate;
  /** `run`: by the bank for the whole month; else as it was collected. */
  readonly way: 'run' | 'bank' | 'cash';
  readonly account: string | null;
  /** Of the receipt; null of what a run paid. */
  readonly receipt: string | null;
  /** Of the run. */
  readonly run: number | null;
};

export type RecoveryRow = {
  readonly claimId: string;
  readonly period: PlainMonth;
  readonly amount: string;
  readonly foundOn: PlainDate;
};

const dayOf = (column: string): string => `(${column} at time zone 'Asia/Shanghai')::date::text`;

@Injectable()
export class BenefitsOnPaperStore {
  grants(tx: Transaction, claims: readonly string[]): Promise<GrantRow[]> {
    return tx.query(
      `select b.id as "claimId", a.number, ${dayOf('a.decided_at')} as "grantedOn", p.name as insured, ${payeeAccount('b.payee_id')} as account,
         coalesce(a.parameters_known_at, (select min(e.known_at) from entitlement e where e.claim_id = b.id)) as "knownAt",
         (select e.assessment -> 'explanation' from entitlement e where e.claim_id = b.id and e.period = b.first_month order by e.number limit 1) as stored
       from benefit_claim b join person p on p.id = b.person_id left join benefit_application a on a.id = b.application_id
       where b.id = any($1::uuid[])`,
      [claims],
    );
  }

  /** What was paid of benefits in a year, by the day it was paid. */
  paidIn(tx: Transaction, claims: readonly string[], year: number): Promise<PaidRow[]> {
    return tx.query(
      `select * from (
         select e.claim_id as "claimId", e.period, e.number, e.kind, e.amount_fen::text as amount,
           coalesce(o.business_date::text, ${dayOf('r.answered_at')}) as "paidOn", case when r.id is not null then 'run' else o.channel end as way,
           coalesce(i.account, b.account) as account, o.receipt_number as receipt, r.number as run
         from entitlement e left join operation o on o.key = e.settled_by left join bank_instruction b on b.operation_key = o.key
           left join pay_run_item i on i.id = e.settled_by left join pay_run r on r.id = i.run_id
         where e.claim_id = any($1::uuid[]) and e.state = 'paid') p
       where left(p."paidOn", 4) = $2 order by p."paidOn", p.period, p.number`,
      [claims, String(year)],
    );
  }

  recoveries(tx: Transaction, claims: readonly string[]): Promise<RecoveryRow[]> {
    return tx.query(
      `select claim_id as "claimId", period, amount_fen::text as amount, ${dayOf('found_at')} as "foundOn" from benefit_recovery
       where claim_id = any($1::uuid[]) order by found_at, period`,
      [claims],
    );
  }
}
