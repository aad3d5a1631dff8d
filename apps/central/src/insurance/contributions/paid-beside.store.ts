/** Reads what was paid for somebody's months from one on, in schemes that a pension ends: what goes back once the pension is drawn from that month. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';

/** Of a scheme and whoever paid; amounts in fen, less what was found to be paid too much or given back already. */
export type PaidBeside = {
  readonly scheme: string;
  /** Null: the person paid. */
  readonly unit: string | null;
  readonly unitName: string | null;
  readonly first: string;
  readonly last: string;
  readonly periods: number;
  readonly unitPart: Fen;
  readonly personPart: Fen;
};

@Injectable()
export class PaidBesideStore {
  /** Dues that are paid or on their way, and the lines of bills that are paid whole; `people`: registrations of one person. */
  async from(
    tx: EntityManager,
    people: readonly string[],
    schemes: readonly string[],
    month: PlainMonth,
  ): Promise<PaidBeside[]> {
    type Row = Omit<PaidBeside, 'unitPart' | 'personPart'> & {
      readonly unitPart: string;
      readonly personPart: string;
    };
    const rows: Row[] = await tx.query(
      `with own as (
         select d.scheme, d.period, sum(d.amount_fen) - coalesce((select sum(o.amount_fen) from overpayment o
             where o.person_id = d.person_id and o.scheme = d.scheme and o.period = d.period), 0) as person
         from due d where d.person_id = any($1::uuid[]) and d.scheme = any($2::text[]) and d.state in ('paid', 'in-payment')
         group by d.person_id, d.scheme, d.period),
       at_units as (
         select p.scheme, p.unit_code, l.period, p.id, sum(l.unit_fen) as unit, sum(l.person_fen) as person
         from participation p join assessment_line l on l.participation_id = p.id
         where p.person_id = any($1::uuid[]) and p.scheme = any($2::text[]) and p.unit_code is not null and p.project_code is null
         group by p.scheme, p.unit_code, l.period, p.id),
       billed as (
         select a.scheme, a.unit_code, a.period, a.unit - coalesce(f.unit, 0) as unit, a.person - coalesce(f.person, 0) as person
         from at_units a left join lateral (select sum(f.unit_fen) as unit, sum(f.person_fen) as person from contribution_refund f
             join unit_bill b on b.id = f.bill_id where f.participation_id = a.id and b.scheme = a.scheme and b.period = a.period) f on true
         where exists (select from unit_bill b where b.unit_code = a.unit_code and b.scheme = a.scheme and b.period = a.period and b.project_code is null)
           and not exists (select from unit_bill b where b.unit_code = a.unit_code and b.scheme = a.scheme and b.period = a.period
             and b.project_code is null and b.paid_fen < b.unit_fen + b.person_fen)),
       each as (
         select scheme, null::text as unit_code, period, 0 as unit, person from own
         union all select scheme, unit_code, period, unit, person from billed)
       select e.scheme, e.unit_code as unit, u.name as "unitName", min(e.period) as first, max(e.period) as last, count(distinct e.period)::int as periods,
         sum(e.unit)::text as "unitPart", sum(e.person)::text as "personPart"
       from each e left join unit u on u.code = e.unit_code
       where case length(e.period) when 4 then e.period || '-01' else e.period end >= $3 and e.unit + e.person > 0
       group by e.scheme, e.unit_code, u.name order by e.scheme, e.unit_code nulls first`,
      [people, schemes, month],
    );
    return rows.map((row) => ({
      ...row,
      unitPart: fen(BigInt(row.unitPart)),
      personPart: fen(BigInt(row.personPart)),
    }));
  }
}
