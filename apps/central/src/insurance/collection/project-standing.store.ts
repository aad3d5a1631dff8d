/** Reads how the construction projects of a unit stand: what each owes by its lines, what is paid of it, and since when its workers are insured. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Amounts in yuan. */
export type ProjectStanding = {
  readonly code: string;
  readonly owed: string;
  readonly paid: string;
  readonly open: string;
  readonly excess: string;
  readonly refunded: string;
  readonly insuredSince: string | null;
  readonly lines: {
    readonly enteredAt: string;
    readonly cost: string;
    readonly totalDays: number;
    readonly freeDays: number;
    readonly amount: string;
  }[];
};

const yuan = (fenSql: string): string => `to_char((${fenSql}) / 100.0, 'FM999999999990.00')`;

@Injectable()
export class ProjectStandingStore {
  /** Those that were assessed, the newest first. Insured from the day the first bill was paid whole, and not before the first insured day. */
  ofUnit(tx: EntityManager, unit: string): Promise<ProjectStanding[]> {
    return tx.query(
      `select c.code, ${yuan('l.owed')} as owed, ${yuan('b.paid')} as paid, ${yuan('b.open')} as open, ${yuan('e.excess')} as excess,
         ${yuan('b.refunded')} as refunded, case when f.paid_on is not null then greatest(f.paid_on, coalesce(c.insured_from, c.starts_on)) end::text as "insuredSince", l.lines
       from construction_project c
       cross join lateral (select sum(n.unit_fen) as owed, json_agg(json_build_object('enteredAt',
           to_char(r.planned_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'cost', ${yuan('n.cost_fen')}, 'totalDays', n.total_days,
           'freeDays', n.free_days, 'amount', ${yuan('n.unit_fen')}) order by n.number) as lines
         from project_line n join assessment_run r on r.number = n.run where n.project_code = c.code having count(*) > 0) l
       cross join lateral (select coalesce(sum(paid_fen), 0) as paid, coalesce(sum(refunded_fen), 0) as refunded,
           coalesce(sum(unit_fen + person_fen - paid_fen - written_off_fen), 0) as open
         from unit_bill where project_code = c.code) b
       cross join lateral (select coalesce(sum(o.amount_fen), 0) as excess from overpayment o join unit_bill u on u.id = o.bill_id
         where u.project_code = c.code and o.state <> 'given-back') e
       left join lateral (select max(p.received_on) as paid_on from unit_bill u join bill_payment p on p.bill_id = u.id
         where u.project_code = c.code and u.number = 1 and u.paid_fen > 0 and u.paid_fen + u.written_off_fen >= u.unit_fen + u.person_fen) f on f.paid_on is not null
       where c.unit_code = $1 order by c.starts_on desc, c.code`,
      [unit],
    );
  }
}
