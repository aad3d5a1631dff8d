/** Reads all about one person as it was known at a moment: each part by an index, whatever the size of the register. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ReceiptInstalment } from '#libs/contract/receipt-money.js';
import type { BenefitChange } from '#libs/benefits/benefit-life.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { prepared } from '../../ground/database/prepared.js';
import { instalmentOf } from '../../insurance/contributions/instalment-state.js';

/** What is known before a moment; `infinity`: all of it. `day` is the day that ends then. */
export type Known = { readonly before: string; readonly day: PlainDate };

export type FormerRow = {
  readonly field: string;
  readonly value: string | null;
  readonly after: string | null;
  readonly until: Date;
  readonly since: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  readonly source: string | null;
};

export type ParticipationRow = {
  readonly id: string;
  readonly scheme: string;
  readonly category: string;
  readonly unitName: string | null;
  readonly projectName: string | null;
  readonly projectPaid: boolean | null;
  readonly tierPercent: number | null;
  readonly since: string;
  readonly until: string | null;
  readonly endReason: string | null;
};

/** Amounts of all rows below are in fen, as the database writes them. */
export type ContributionYearRow = {
  readonly scheme: string;
  readonly year: string;
  readonly months: number;
  readonly unitPart: string;
  readonly personPart: string;
  readonly governmentPart: string;
};

export type DueRow = {
  readonly id: string;
  readonly scheme: string;
  readonly period: string;
  readonly amount: string | null;
  readonly state: string;
  readonly paidOn: string | null;
  readonly receiptNumber: string | null;
  readonly instalment: ReceiptInstalment | null;
};

export type PaymentRow = {
  readonly key: string;
  readonly kind: string;
  readonly service: string | null;
  readonly channel: string;
  readonly total: string;
  readonly state: string;
  readonly businessDate: string;
  readonly terminalName: string;
  readonly receiptNumber: string | null;
  readonly undone: boolean;
};

export type EntryRow = {
  readonly scheme: string;
  readonly version: string | null;
  readonly kind: string;
  readonly amount: string;
  readonly balanceAfter: string;
  readonly period: string;
  readonly bookedAt: Date;
};

export type OverviewCardRow = {
  readonly id: string;
  readonly cardNumber: string;
  readonly state: string;
  readonly issuedOn: string;
  readonly validUntil: string;
  readonly bankAccount: string | null;
  readonly bankAccountState: string;
};

export type BenefitChangeRow = {
  readonly claimId: string;
  readonly change: BenefitChange;
  readonly evidence: string;
  readonly by: string;
};

export type RedeterminedRow = {
  readonly claimId: string;
  readonly on: PlainDate;
  readonly evidence: string;
  readonly by: string;
};

/** Amounts of lines in fen. */
export type BenefitMonthRow = {
  readonly claimId: string;
  readonly period: PlainMonth;
  readonly due: string;
  readonly paid: string;
};

export type BenefitRow = {
  readonly id: string;
  /** Of the claim it was granted by, as far as it was known; null: on record before claims were. */
  readonly reference: number | null;
  readonly claimedOn: string | null;
  readonly claimedBy: string | null;
  readonly grantedOn: string | null;
  /** Something has ended it, then or later: its last month is of that. */
  readonly isEndedLater: boolean;
  readonly scheme: string;
  readonly firstMonth: PlainMonth;
  readonly lastMonth: PlainMonth | null;
  readonly kind: string;
  readonly paidMonths: number;
  readonly paidTotal: string;
  readonly openMonths: number;
  readonly openTotal: string;
};

export type LookRow = {
  readonly at: Date;
  readonly action: string;
  readonly staffNumber: string | null;
  readonly staffName: string | null;
  readonly terminalName: string | null;
  readonly purpose: string | null;
  readonly refused: string | null;
};

@Injectable()
export class PersonOverviewStore {
  formers(tx: EntityManager, people: readonly string[]): Promise<FormerRow[]> {
    return prepared(
      tx,
      'overview-formers',
      `select f.field, coalesce(t.name, f.value) as value, coalesce(n.name, f.value_after) as after, f.until, f.effective_from::text as since,
         f.entered_by as by, f.reason, f.source
       from person_former f left join township t on f.field = 'township' and t.code = f.value
         left join township n on f.field = 'township' and n.code = f.value_after
       where f.person_id = any($1::uuid[]) order by f.until desc, f.id desc`,
      [people],
    );
  }

  township(tx: EntityManager, code: string | null): Promise<{ name: string }[]> {
    return prepared(tx, 'overview-township', 'select name from township where code = $1', [code]);
  }

  /** What was entered before and not voided by then; an end that was entered later was not known. What nobody entered came with the register, and was known from its first day. */
  participations(
    tx: EntityManager,
    people: readonly string[],
    { before, day }: Known,
  ): Promise<ParticipationRow[]> {
    return prepared(
      tx,
      'overview-participations',
      `select p.id, p.scheme, p.category, u.name as "unitName", c.name as "projectName",
         case when c.code is not null then exists (select from unit_bill b join bill_payment m on m.bill_id = b.id and m.booked_at < $2 where b.project_code = c.code
           and b.number = 1 group by b.id having sum(m.amount_fen) + b.written_off_fen >= b.unit_fen + b.person_fen) end as "projectPaid", p.tier_percent as "tierPercent",
         p.since::text, case when p.ended_at is null or p.ended_at < $2 then p.until::text end as until,
         case when p.ended_at is null or p.ended_at < $2 then p.end_reason end as "endReason"
       from participation p left join unit u on u.code = p.unit_code left join construction_project c on c.code = p.project_code
       where p.person_id = any($1::uuid[]) and (p.entered_at < $2 or p.entered_by is null and p.since <= $3) and (p.voided_at is null or p.voided_at >= $2)
       order by p.scheme, p.since, p.id`,
      [people, before, day],
    );
  }

  /** The sums of the lines of runs that were done before. */
  contributionYears(
    tx: EntityManager,
    people: readonly string[],
    { before }: Known,
  ): Promise<ContributionYearRow[]> {
    return prepared(
      tx,
      'overview-contributions',
      `select p.scheme, left(l.period, 4) as year, count(distinct l.period) filter (where length(l.period) = 7)::int as months,
         sum(l.unit_fen)::text as "unitPart", sum(l.person_fen)::text as "personPart", sum(l.government_fen)::text as "governmentPart"
       from participation p join assessment_line l on l.participation_id = p.id join assessment_run r on r.number = l.run
       where p.person_id = any($1::uuid[]) and coalesce(r.done_at, r.planned_at) < $2
       group by p.scheme, left(l.period, 4) order by year desc, p.scheme`,
      [people, before],
    );
  }

  /** A due that was paid by then is what was paid; one that was paid later was open. One that followed its lines since came to what they did then. */
  dues(tx: EntityManager, people: readonly string[], { before }: Known): Promise<DueRow[]> {
    return prepared(
      tx,
      'overview-dues',
      `with own as (
         select l.subject_id, l.amount_fen, o.receipt_number, o.business_date
         from operation o join operation_line l on l.operation_key = o.key
           left join operation u on u.undoes = o.key and u.state = 'succeeded' and u.finished_at < $2
         where o.person_id = any($1::uuid[]) and o.kind = 'payment' and o.state = 'succeeded' and o.finished_at < $2 and u.key is null)
       select d.id, d.scheme, d.period, coalesce(own.amount_fen, case when d.assessed_at >= $2 and d.number = 1 and d.amount_fen is not null then k.owed_fen else d.amount_fen end)::text
           as amount,
         case when own.subject_id is not null or s.key is not null or (d.state = 'paid' and $2::timestamptz = 'infinity') then 'paid'
           when d.state = 'waived' or (d.state = 'in-payment' and $2::timestamptz = 'infinity') then d.state else 'open' end as state,
         coalesce(own.business_date, s.business_date)::text as "paidOn", coalesce(own.receipt_number, s.receipt_number) as "receiptNumber",
         ${instalmentOf('d.id', '$2')} as instalment
       from due d left join own on own.subject_id = d.id
         left join operation s on s.key = d.settled_by and s.state = 'succeeded' and s.finished_at < $2
         left join lateral (
           select sum(l.person_fen) as owed_fen from assessment_line l join assessment_run r on r.number = l.run
           where l.participation_id = d.participation_id and l.period = d.period and coalesce(r.done_at, r.planned_at) < $2) k on true
       where d.person_id = any($1::uuid[]) and (d.assessed_at < $2 or own.subject_id is not null or d.number = 1 and k.owed_fen is not null)
       order by d.scheme, d.period desc`,
      [people, before],
    );
  }

  payments(
    tx: EntityManager,
    people: readonly string[],
    { before }: Known,
    limit: number,
  ): Promise<PaymentRow[]> {
    return prepared(
      tx,
      'overview-payments',
      `select o.key, o.kind, o.service, o.channel, o.total_fen::text as total, o.state, o.business_date::text as "businessDate",
         coalesce(t.name, '') as "terminalName", o.receipt_number as "receiptNumber", u.key is not null as undone
       from operation o left join terminal t on t.id = o.terminal_id
         left join operation u on u.undoes = o.key and u.state = 'succeeded' and u.finished_at < $2
       where o.person_id = any($1::uuid[]) and o.started_at < $2 order by o.started_at desc, o.key desc limit $3`,
      [people, before, limit],
    );
  }

  /** The newest entries of each account; of one without any by then a row without a version. */
  entries(
    tx: EntityManager,
    people: readonly string[],
    { before }: Known,
    limit: number,
  ): Promise<EntryRow[]> {
    return prepared(
      tx,
      'overview-entries',
      `select a.scheme, e.version::text, e.kind, e.amount_fen::text as amount, e.balance_after_fen::text as "balanceAfter", e.period,
         e.booked_at as "bookedAt"
       from personal_account a left join lateral (
         select * from personal_account_entry where account_id = a.id and booked_at < $2 order by version desc limit $3) e on true
       where a.person_id = any($1::uuid[]) order by a.scheme, e.version desc`,
      [people, before, limit],
    );
  }

  /** A card in the state that its last event before left it in; without one, in that which its first event after found. */
  cards(tx: EntityManager, people: readonly string[], { before, day }: Known): Promise<OverviewCardRow[]> {
    return prepared(
      tx,
      'overview-cards',
      `select c.id, c.card_number as "cardNumber", c.issued_on::text as "issuedOn", c.valid_until::text as "validUntil",
         c.bank_account as "bankAccount", c.bank_account_state as "bankAccountState",
         case when $2::timestamptz = 'infinity' then c.state else coalesce(
           (select to_state from card_event where card_id = c.id and at < $2 order by at desc, id desc limit 1),
           (select from_state from card_event where card_id = c.id and at >= $2 order by at, id limit 1), c.state) end as state
       from card c where c.person_id = any($1::uuid[]) and c.issued_on <= $3 order by c.issued_on desc, c.id desc`,
      [people, before, day],
    );
  }

  benefits(tx: EntityManager, people: readonly string[], { before, day }: Known): Promise<BenefitRow[]> {
    return prepared(
      tx,
      'overview-benefits',
      `select b.id, a.number as reference, (a.asked_at at time zone 'Asia/Shanghai')::date::text as "claimedOn", a.asked_by as "claimedBy",
         case when a.decided_at < $2 then (a.decided_at at time zone 'Asia/Shanghai')::date::text end as "grantedOn", exists (select from benefit_change c where c.claim_id = b.id and c.what = 'ended') as "isEndedLater", b.scheme, b.first_month as "firstMonth", b.last_month as "lastMonth", b.kind,
         count(distinct e.period) filter (where e.is_paid)::int as "paidMonths", coalesce(sum(e.amount_fen) filter (where e.is_paid), 0)::text as "paidTotal",
         count(distinct e.period) filter (where not e.is_paid)::int as "openMonths",
         coalesce(sum(e.amount_fen) filter (where not e.is_paid), 0)::text as "openTotal"
       from benefit_claim b left join benefit_application a on a.id = b.application_id left join lateral (
         select l.period, l.amount_fen, o.key is not null or r.id is not null as is_paid from entitlement l
           left join operation o on o.key = l.settled_by and o.state = 'succeeded' and o.finished_at < $2
           left join pay_run_item i on i.id = l.settled_by and i.state = 'paid'
           left join pay_run r on r.id = i.run_id and r.answered_at < $2
         where l.claim_id = b.id and l.assessed_at < $2 and l.state <> 'void') e on true
       where b.person_id = any($1::uuid[]) and b.first_month <= left($3, 7) group by b.id, a.id order by b.scheme, b.first_month, b.id`,
      [people, before, day],
    );
  }

  /** What changed in the lives of somebody's benefits, as far as it was entered before, in that order. */
  benefitChanges(
    tx: EntityManager,
    people: readonly string[],
    { before }: Known,
  ): Promise<BenefitChangeRow[]> {
    return prepared(
      tx,
      'overview-benefit-changes',
      `select c.claim_id as "claimId", c.evidence, c.entered_by as by, json_build_object('what', c.what, 'cause', c.cause, 'from', c.from_month,
         'arrears', c.arrears) as change
       from benefit_claim b join benefit_change c on c.claim_id = b.id where b.person_id = any($1::uuid[]) and c.entered_at < $2 order by c.id`,
      [people, before],
    );
  }

  /** When somebody's benefits were reckoned anew, as far as it was entered before. */
  redeterminations(
    tx: EntityManager,
    people: readonly string[],
    { before }: Known,
  ): Promise<RedeterminedRow[]> {
    return prepared(
      tx,
      'overview-redeterminations',
      `select r.claim_id as "claimId", (r.entered_at at time zone 'Asia/Shanghai')::date::text as "on", r.evidence, r.entered_by as by
       from benefit_claim b join benefit_redetermination r on r.claim_id = b.id where b.person_id = any($1::uuid[]) and r.entered_at < $2 order by r.id`,
      [people, before],
    );
  }

  /** What each month of somebody's benefits came to by the lines there were, and what of it was paid by then. */
  benefitMonths(tx: EntityManager, people: readonly string[], { before }: Known): Promise<BenefitMonthRow[]> {
    return prepared(
      tx,
      'overview-benefit-months',
      // By the person's own lines, and each by its key: however the tables have grown since they were analysed.
      `select l.claim_id as "claimId", l.period, sum(l.amount_fen)::text as due,
         coalesce(sum(l.amount_fen) filter (where l.is_paid), 0)::text as paid
       from benefit_claim b cross join lateral (
         select e.claim_id, e.period, e.amount_fen, coalesce(
           (select true from operation o where o.key = e.settled_by and o.state = 'succeeded' and o.finished_at < $2),
           (select true from pay_run_item i join pay_run r on r.id = i.run_id
             where i.id = e.settled_by and i.state = 'paid' and r.answered_at < $2)) as is_paid
         from entitlement e where e.claim_id = b.id and e.assessed_at < $2 and e.state <> 'void' offset 0) l
       where b.person_id = any($1::uuid[]) group by l.claim_id, l.period order by l.claim_id, l.period`,
      [people, before],
    );
  }

  /** The newest of some actions on what stands for a person in the trail. */
  looks(
    tx: EntityManager,
    { subjects, actions }: { readonly subjects: readonly string[]; readonly actions: readonly string[] },
    { before }: Known,
    limit: number,
  ): Promise<LookRow[]> {
    return prepared(
      tx,
      'overview-looks',
      `select e.at, e.action, e.staff_number as "staffNumber", m.name as "staffName", t.name as "terminalName",
         e.detail->>'purpose' as purpose, e.detail->>'refused' as refused
       from unnest($1::text[]) s (subject) cross join lateral (
           select * from audit_event where subject = s.subject and action = any($2) and at < $3 order by at desc, id desc limit $4) e
         left join staff_member m on m.staff_number = e.staff_number left join terminal t on t.id = e.terminal_id
       order by e.at desc, e.id desc limit $4`,
      [subjects, actions, before, limit],
    );
  }
}
