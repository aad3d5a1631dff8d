/**
 * How an agreement on arrears stands, by what was paid: broken once an instalment was not there on its day, which no later payment mends;
 * fulfilled once nothing of its bills is open; else kept. A room that asks joins `arrears_agreement` under the name `g`.
 */

/** SQL of the state; `today`: the place of the day. What is written off counts as paid on the day it was. */
export const agreementState = (today: string): string => `(case
  when exists (select from arrears_agreement_instalment i where i.approval_id = g.approval_id and i.due_on < ${today}::date
      and (select sum(j.amount_fen) from arrears_agreement_instalment j where j.approval_id = g.approval_id and j.due_on <= i.due_on)
        > (select coalesce(sum(p.amount_fen), 0) from arrears_agreement_bill m join bill_payment p on p.bill_id = m.bill_id
             where m.approval_id = g.approval_id and p.booked_at >= g.agreed_at and p.received_on <= i.due_on)
          + (select coalesce(sum(r.amount_fen), 0) from arrears_agreement_bill m join bill_relief r on r.bill_id = m.bill_id and r.what = 'debt'
             where m.approval_id = g.approval_id and r.relieved_at >= g.agreed_at and (r.relieved_at at time zone 'Asia/Shanghai')::date <= i.due_on)) then 'broken'
  when not exists (select from arrears_agreement_bill m join unit_bill o on o.id = m.bill_id
      where m.approval_id = g.approval_id and o.paid_fen + o.written_off_fen < o.unit_fen + o.person_fen) then 'fulfilled'
  else 'kept' end)`;
