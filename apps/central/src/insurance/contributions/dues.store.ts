/** Reads what people owe, and of what it was made. */
import type { StoredAccountShare } from './account-share.js';
import { instalmentOf, instalmentState } from './instalment-state.js';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { ParticipationCategory } from '#libs/schemes/description.js';
import type { LineInputs } from '#libs/schemes/line-inputs.js';
import type { ReceiptInstalment } from '#libs/contract/receipt-money.js';
import type { Explanation } from '#libs/policy/explanation.js';

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
  /** Of an amount that is the account's in part alone, in yuan; absent: all of it is. */
  readonly accountShare?: StoredAccountShare;
  /** Of dues that were assessed before there were runs alone: those made since are explained from their line. */
  readonly explanation?: Explanation;
};

/** Which instalment of an agreement on arrears a due is a part of. */
export type DueInstalment = ReceiptInstalment & {
  readonly dueOn: PlainDate;
  /** An instalment was not there on its day: all that is left is due. */
  readonly lapsed: boolean;
};

export type OpenDue = {
  readonly id: string;
  readonly scheme: string;
  readonly period: string;
  readonly number: number;
  readonly amount: Fen | null;
  readonly state: 'open' | 'in-payment';
  readonly inHand: { readonly channel: string; readonly since: string; readonly until: string | null } | null;
  /** Of the newest agreement that it is a part of. */
  readonly instalment: DueInstalment | null;
  readonly assessment: DueAssessment;
  /** The year it was last assessed in. */
  readonly assessedIn: number;
  /** What its line was made of; null: it was assessed before there were runs. */
  readonly line: {
    readonly base: Fen | null;
    readonly inputs: LineInputs | null;
    readonly knownAt: Date;
    readonly category: ParticipationCategory;
    readonly tierPercent: number | null;
  } | null;
};

@Injectable()
export class DuesStore {
  /** Years of a scheme for which nothing is owed, from one on. */
  waived(
    tx: EntityManager,
    personId: string,
    fromYear: number,
  ): Promise<{ readonly scheme: string; readonly period: string }[]> {
    return tx.query(
      `select scheme, period from due where person_id = $1 and state = 'waived' and number = 1 and period >= $2 order by scheme, period`,
      [personId, String(fromYear)],
    );
  }

  /** What the person still owes, newest first within each scheme, with what it was made of. */
  async open(tx: EntityManager, personId: string, today: PlainDate): Promise<OpenDue[]> {
    type Row = Omit<OpenDue, 'amount' | 'line'> & {
      readonly amount: string | null;
      readonly base: string | null;
      readonly inputs: LineInputs | null;
      readonly knownAt: Date | null;
      readonly category: ParticipationCategory;
      readonly tierPercent: number | null;
    };
    const rows: Row[] = await tx.query(
      `select d.id, d.scheme, d.period, d.number, d.amount_fen as amount, d.state, d.assessment,
         extract(year from d.assessed_at at time zone 'Asia/Shanghai')::int as "assessedIn",
         case when d.state = 'in-payment' and d.settled_by is null then (
           select json_build_object('channel', c.channel, 'since', c.asked_on::text, 'until', c.answer_by::text)
           from channel_order_row w join channel_order c on c.id = w.order_id where w.due_id = d.id order by c.number desc limit 1) end as "inHand",
         ${instalmentOf('d.id', `'infinity'`, `, 'dueOn', a.due_on::text, 'lapsed', ${instalmentState('$2')} = 'broken'`)} as instalment,
         l.base_fen as base, l.inputs, r.parameters_known_at as "knownAt", p.category, p.tier_percent as "tierPercent"
       from due d left join participation p on p.id = d.participation_id
       left join lateral (select base_fen, inputs, run from assessment_line where participation_id = d.participation_id and period = d.period
         order by number desc limit 1) l on true
       left join assessment_run r on r.number = l.run
       where d.person_id = $1 and d.state in ('open', 'in-payment') order by d.scheme, d.period desc, d.number`,
      [personId, today],
    );
    return rows.map(({ amount, base, inputs, knownAt, category, tierPercent, ...row }) => ({
      ...row,
      amount: amount === null ? null : fen(BigInt(amount)),
      line:
        knownAt === null
          ? null
          : { base: base === null ? null : fen(BigInt(base)), inputs, knownAt, category, tierPercent },
    }));
  }
}
