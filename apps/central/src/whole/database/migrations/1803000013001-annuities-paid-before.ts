/** Credits the accounts of the occupational annuity with the months of 120 that were paid before there were any. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnnuitiesPaidBefore1803000013001 implements MigrationInterface {
  readonly name = 'AnnuitiesPaidBefore1803000013001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create temporary table annuity_paid_before on commit drop as ${paidBefore}`);
    await runner.query(
      `insert into personal_account (id, person_id, scheme) select uuidv7(), person_id, '120-annuity' from annuity_paid_before group by person_id
       on conflict (person_id, scheme) do nothing`,
    );
    await runner.query(entered);
    await runner.query('drop table annuity_paid_before');
  }

  async down(): Promise<void> {
    throw new Error('what was credited stays on record: restore the backup of before instead');
  }
}

/** The rate in force on the first day of a month. */
const rateOf = (key: string): string => `(
  select value::bigint from policy_parameter v where v.key = '${key}' and v.effective_from <= (b.period || '-01')::date and not v.withdraws
    and not exists (select from policy_parameter n where n.supersedes = v.id) order by v.effective_from desc limit 1)`;

/**
 * Of each month that was paid whole and credited, 4 % of the base of the person's part and 8 % of the unit's, less the share that was given back,
 * in the month the last of the money came. A month of which the account has something already is left alone.
 */
const paidBefore = `
with paid as (
  select b.unit_code, b.period, (array_agg(b.id order by b.number))[1] as bill_id,
    coalesce(to_char(max(m.received_on), 'YYYY-MM'), to_char(max(b.credited_at) at time zone 'Asia/Shanghai', 'YYYY-MM')) as credited_in
  from unit_bill b left join lateral (select max(received_on) as received_on from bill_payment where bill_id = b.id) m on true
  where b.scheme = '120' and b.project_code is null
  group by b.unit_code, b.period
  having bool_and(b.paid_fen >= b.unit_fen + b.person_fen) and bool_or(b.basis = 'lines') and max(b.credited_at) is not null
), month as (
  select p.id as participation_id, p.person_id, b.period, b.bill_id, b.credited_in, l.unit, l.person, r.unit as unit_back, r.person as person_back,
    round(l.base::numeric * ${rateOf('120.annuity-person-rate')} / 1000000) as of_person,
    round(l.base::numeric * ${rateOf('120.annuity-unit-rate')} / 1000000) as of_unit
  from paid b
  join participation p on p.unit_code = b.unit_code and p.scheme = '120' and p.project_code is null
  cross join lateral (select sum(n.unit_fen)::numeric as unit, sum(n.person_fen)::numeric as person, (array_agg(n.base_fen order by n.number desc))[1] as base
    from assessment_line n where n.participation_id = p.id and n.period = b.period having count(*) > 0) l
  cross join lateral (select coalesce(sum(f.unit_fen), 0) as unit, coalesce(sum(f.person_fen), 0) as person from contribution_refund f
    join unit_bill o on o.id = f.bill_id where f.participation_id = p.id and o.period = b.period) r
  where l.base is not null and not exists (select from personal_account_entry e join personal_account a on a.id = e.account_id
    where a.scheme = '120-annuity' and e.participation_id = p.id and e.period = b.period)
)
select m.participation_id, m.person_id, m.period, m.bill_id, m.credited_in, k.kind, k.amount::bigint as amount
from month m cross join lateral (values
  ('personal', of_person - case when person > 0 then round(of_person * least(person_back, person) / person) else 0 end),
  ('unit', of_unit - case when unit > 0 then round(of_unit * least(unit_back, unit) / unit) else 0 end)) k (kind, amount)
where k.amount > 0`;

const entered = `
with numbered as (
  select a.id, a.version + row_number() over w as version, a.balance_fen + sum(b.amount) over w as balance, b.*
  from annuity_paid_before b join personal_account a on a.person_id = b.person_id and a.scheme = '120-annuity'
  window w as (partition by a.id order by b.credited_in, b.period, b.participation_id, b.kind rows unbounded preceding)
), entered as (
  insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at, credited_in, participation_id, bill_id)
  select id, version, kind, amount, balance, period, now(), credited_in, participation_id, bill_id from numbered
)
update personal_account a set version = last.version, balance_fen = last.balance
from (select distinct on (id) id, version, balance from numbered order by id, version desc) last where a.id = last.id`;
