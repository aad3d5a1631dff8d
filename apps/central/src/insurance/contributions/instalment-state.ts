/**
 * How an agreement of a person on their arrears stands, by what was paid: broken once a part was not paid on its day, which no later payment mends;
 * fulfilled once nothing of it is open; else kept. A room that asks joins `due_agreement` under the name `g`.
 */

/** SQL of the state; `today`: the place of the day. What another channel had in hand by the day was in time, if it is collected. */
export const instalmentState = (today: string): string => `(case
  when exists (select from due_agreement_part i join due u on u.id = i.due_id where i.approval_id = g.approval_id and i.due_on < ${today}::date
      and u.state <> 'waived' and not (u.state = 'paid' and u.settled_by is null)
      and coalesce(case when u.state = 'open' then null when u.settled_by is null then (select c.asked_on from channel_order_row w
            join channel_order c on c.id = w.order_id where w.due_id = u.id order by c.number desc limit 1)
          else coalesce((select t.collected_on from channel_order_outcome t where t.operation_key = u.settled_by),
            (select o.business_date from operation o where o.key = u.settled_by)) end, 'infinity'::date) > i.due_on) then 'broken'
  when not exists (select from due_agreement_part i join due u on u.id = i.due_id where i.approval_id = g.approval_id
      and u.state in ('open', 'in-payment')) then 'fulfilled'
  else 'kept' end)`;
