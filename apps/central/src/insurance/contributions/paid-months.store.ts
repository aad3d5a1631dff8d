/** Reads what was paid for somebody: the one place that says which months and years count as paid. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A paid period of a scheme at a place. Amounts in fen, as the database writes them. */
export type PaidRow = {
  readonly scheme: string;
  /** The unit; empty: paid by the person. */
  readonly place: string;
  readonly period: string;
  /** What the month was reckoned from; null: it has none, or none is on record. */
  readonly base: string | null;
  readonly unitPart: string;
  readonly personPart: string;
  readonly governmentPart: string;
};

@Injectable()
export class PaidMonthsStore {
  /**
   * A month at a unit once every bill of it is paid, a person's own by its dues, since a tier is chosen as it is paid, and in instalments once the last of
   * it is; and what the
   * government pays alone. Several ids: registrations of one person.
   */
  ofPerson(tx: EntityManager, people: readonly string[]): Promise<PaidRow[]> {
    return tx.query(
      `with each as (
         select p.id, p.scheme, p.unit_code, l.period, sum(l.unit_fen) as unit, sum(l.person_fen) as person, sum(l.government_fen) as government,
           (array_agg(l.base_fen order by l.number desc))[1] as base
         from participation p join assessment_line l on l.participation_id = p.id
         where p.person_id = any($1::uuid[]) and p.voided_at is null group by p.id, l.period),
       lines as (
         select e.scheme, e.unit_code, coalesce(u.name, '') as place, e.period, sum(e.unit) as unit, sum(e.person) as person,
           sum(e.government) as government, sum(e.base) as base
         from each e left join unit u on u.code = e.unit_code group by e.scheme, e.unit_code, u.name, e.period)
       select scheme, place, period, base::text, unit::text as "unitPart", person::text as "personPart", government::text as "governmentPart" from lines l
       where unit + person + government > 0 and case when l.unit_code is null
         then exists (select from due d where d.person_id = any($1::uuid[]) and d.scheme = l.scheme and d.period = l.period and d.state = 'waived')
         else exists (select from unit_bill b where b.unit_code = l.unit_code and b.scheme = l.scheme and b.period = l.period)
           and not exists (select from unit_bill b where b.unit_code = l.unit_code and b.scheme = l.scheme and b.period = l.period
             and b.paid_fen < b.unit_fen + b.person_fen) end
       union all
       select d.scheme, '', d.period, max(l.base)::text, '0', sum(coalesce(d.amount_fen, 0))::text,
         greatest(coalesce(sum(o.subsidy_fen), 0), coalesce(max(l.government), 0))::text
       from due d left join operation_line o on o.operation_key = d.settled_by and o.subject_id = d.id
         left join lines l on l.unit_code is null and l.scheme = d.scheme and l.period = d.period
       where d.person_id = any($1::uuid[]) and d.state = 'paid' and not exists (select from due u join due_agreement_part a on a.due_id = u.id
         where u.person_id = d.person_id and u.scheme = d.scheme and u.period = d.period and u.state in ('open', 'in-payment'))
       group by d.scheme, d.period`,
      [people],
    );
  }
}
