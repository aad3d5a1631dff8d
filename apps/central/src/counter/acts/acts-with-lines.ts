/** Reads operations with their lines, holder and first act, for whoever concludes or undoes them. */
import { instalmentOf } from '../../insurance/contributions/instalment-state.js';
import { paidInEarlierYear } from '../../insurance/benefits/recovery-rows.js';
import { operationColumns } from '../../records/operations/operation-rows.js';

/** Operations with their lines: those that wait for the bank, and those that are to be undone. */
export const actsSql = `
  select ${operationColumns('o')}, coalesce(t.name, '') as "terminalName", m.name as "staffName", p.name as "personName",
    p.social_security_number as "socialSecurityNumber", f.kind as "firstKind", f.business_date::text as "firstDate",
    r.number as "firstReceipt", r.document->>'cardNumber' as "cardNumber",
    (select coalesce(json_agg(json_build_object('subjectId', l.subject_id, 'scheme', l.scheme, 'period', l.period, 'amount', l.amount_fen::text,
       'governmentPart', coalesce(of_tier.government_part, 0)::text, 'subsidy', (l.subsidy_fen - coalesce(of_tier.government_part, 0))::text,
       'accountPart', case when o.kind = 'payment' and d.assessment->>'creditsPersonalAccount' = 'true' and not d.assessment ? 'accountShare'
         then l.amount_fen else l.account_part_fen end::text,
       'creditsPersonalAccount', coalesce((d.assessment->>'creditsPersonalAccount')::boolean, false),
       'instalment', ${instalmentOf('l.subject_id', 'f.started_at')},
       'recovery', case when w.id is not null then (select json_build_object('claimId', k.claim_id, 'number', k.number,
         'earlierYear', ${paidInEarlierYear('w', 'f.business_date::text')}) from recovery_case k where k.claim_id = w.claim_id) end,
       'paidFor', case when coalesce(d.person_id, w.person_id) <> o.person_id then (select json_build_object('personId', q.id, 'name', q.name,
         'socialSecurityNumber', q.social_security_number, 'relation', coalesce((select a.relation from paid_for a
           where a.card_session_id = f.card_session_id and a.person_id = q.id), 'other')) from person q where q.id = coalesce(d.person_id, w.person_id)) end)
       order by l.line), '[]')
     from operation_line l left join due d on d.id = l.subject_id left join benefit_recovery w on w.id = l.subject_id
       left join lateral (select ((t ->> 'governmentPart')::numeric * 100)::bigint as government_part
         from jsonb_array_elements(d.assessment -> 'tiers') t where (t ->> 'amount')::numeric * 100 = l.amount_fen) of_tier on true
     where l.operation_key = o.key) as lines
  from operation o left join terminal t on t.id = o.terminal_id left join staff_member m on m.staff_number = o.staff_number
    left join person p on p.id = o.person_id left join operation f on f.key = coalesce(o.undoes, o.key)
    left join receipt r on r.operation_key = f.key
  where o.key = any($1) order by o.key`;
