/** How parts of what is recovered are written by acts at a window, many at once; and SQL of the year something was paid in. */
import type { RowWrite } from '../../ground/database/row-writes.js';

export const newRecoveryParts: RowWrite = {
  table: 'recovery_part',
  sql: (rows) => `insert into recovery_part (recovery_id, amount_fen, how, operation_key, taken_at)
    select recovery_id, amount_fen, how, operation_key, taken_at from ${rows} r`,
};

/**
 * SQL of whether a month of `benefit_recovery`, under a name, was paid in a year before that of a day: by an act at a window or a run through the
 * bank; where neither is known, in the year of its month. `day`: SQL of a date as text.
 */
export const paidInEarlierYear = (recovery: string, day: string): string => `(coalesce((
    select to_char(max(coalesce(o.business_date, (u.approved_at at time zone 'Asia/Shanghai')::date)), 'YYYY')
    from entitlement e left join operation o on o.key = e.settled_by left join pay_run_item i on i.id = e.settled_by left join pay_run u on u.id = i.run_id
    where e.claim_id = ${recovery}.claim_id and e.period = ${recovery}.period and e.state in ('in-payment', 'paid')),
  left(${recovery}.period, 4)) < left(${day}, 4))`;
