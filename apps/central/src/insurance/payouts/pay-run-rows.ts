/** How a run of benefits and its items are read out of their rows; `r` and `i` are their tables. */
import { fen } from '#libs/money/fen.js';
import type { PayItem, PayRun } from './pay-run.js';

export const runColumns = `r.id, r.number, r.scheme, r.month, r.kind, r.bounds, r.parameters, r.state, r.heads, r.total_fen::text as total, r.comparison, r.made_by as "madeBy",
  r.made_at as "madeAt", r.approval_id as "approvalId", r.approved_at as "approvedAt", r.answered_at as "answeredAt"`;
export type RunRow = Omit<PayRun, 'total'> & { readonly total: string | null };
export const runOf = (row: RunRow): PayRun => ({
  ...row,
  total: row.total === null ? null : fen(BigInt(row.total)),
});

export const itemColumns = `i.id, i.serial, i.person_id as "personId", i.account, i.account_name as "accountName", i.amount_fen::text as amount, i.state, i.why,
  i.bank_reference as "bankReference"`;
export type ItemRow = Omit<PayItem, 'amount'> & { readonly amount: string };
export const itemOf = (row: ItemRow): PayItem => ({ ...row, amount: fen(BigInt(row.amount)) });

/**
 * SQL of the lines of items `i`, each table looked up by its key. Joined as the planner likes they are held against each other one by one in tables that have
 * grown since they were analysed, by an index that is taken for all but empty: minutes, for a city.
 */
export const linesOf = (columns: string): string =>
  `cross join lateral (select item_id, entitlement_id from pay_run_line where item_id = i.id offset 0) l
   cross join lateral (select ${columns} from entitlement where id = l.entitlement_id offset 0) e`;
/** SQL of the ids of the lines of items `i`, as an array: what is asked for by it is looked up by its key. */
export const lineIds = (which: string): string =>
  `array(select l.entitlement_id from pay_run_item i
     cross join lateral (select entitlement_id from pay_run_line where item_id = i.id offset 0) l where ${which})`;
