/**
 * How an agreement of a person on their arrears stands, and which of its instalments a due is. It stands by what was paid: broken once a part was not paid on its day, which no later payment mends;
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

/**
 * SQL of which instalment a due is, of the newest agreement on it, as JSON; null: of none. `whole` is what was agreed on of its period, in yuan, where the due is
 * a part of that alone. `due` and `agreedBy`: SQL of its key, and of the moment up to which agreements count; `more`: further members, of `g` and its part `a`.
 */
export const instalmentOf = (due: string, agreedBy = `'infinity'`, more = ''): string => `(
  select json_build_object('agreement', g.number,
    'place', (select count(distinct b.due_on)::int from due_agreement_part b where b.approval_id = g.approval_id and b.due_on <= a.due_on),
    'of', (select count(distinct b.due_on)::int from due_agreement_part b where b.approval_id = g.approval_id),
    'whole', (select to_char(sum(b.amount_fen) / 100.0, 'FM999999999990.00') from due_agreement_part b join due e on e.id = b.due_id
      where b.approval_id = g.approval_id and e.scheme = w.scheme and e.period = w.period having count(*) > 1)${more})
  from due_agreement_part a join due_agreement g on g.approval_id = a.approval_id join due w on w.id = a.due_id
  where a.due_id = ${due} and g.agreed_at <= ${agreedBy} order by g.number desc limit 1)`;
