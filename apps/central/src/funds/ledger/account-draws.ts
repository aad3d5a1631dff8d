/** Draws what benefits take out of personal accounts, many at once, of each account no more than there is. */
import type { Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';

/** What a month of a benefit takes out of somebody's account; fen. */
export type AccountDraw = { readonly personId: string; readonly period: string; readonly amount: Fen };

/** Each draw is an entry of its own, the earliest month first; one that finds nothing any more is none. */
export const drawAccounts = async (
  tx: Transaction,
  scheme: string,
  draws: readonly AccountDraw[],
  bookedAt: Date,
): Promise<void> => {
  if (draws.length === 0) return;
  await tx.query(
    `with draw as (select * from unnest($2::uuid[], $3::text[], $4::bigint[]) d (person_id, period, amount_fen)),
       held as materialized (select a.id, a.person_id, a.balance_fen, a.version from personal_account a
         where a.scheme = $1 and a.person_id = any($2::uuid[]) order by a.id for no key update),
       reckoned as (select h.id, d.period, h.balance_fen, h.version + row_number() over of_account as version,
           least(h.balance_fen, sum(d.amount_fen) over of_account) as upto,
           least(h.balance_fen, sum(d.amount_fen) over of_account - d.amount_fen) as before
         from draw d join held h using (person_id) window of_account as (partition by h.id order by d.period rows unbounded preceding)),
       entered as (insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
         select id, version, 'benefit', before - upto, balance_fen - upto, period, $5 from reckoned where upto > before)
     update personal_account a set balance_fen = r.balance_fen, version = r.version
     from (select id, max(version) as version, min(balance_fen - upto) as balance_fen from reckoned where upto > before group by id) r
     where a.id = r.id`,
    [
      scheme,
      draws.map(({ personId }) => personId),
      draws.map(({ period }) => period),
      draws.map(({ amount }) => amount.toString()),
      bookedAt.toISOString(),
    ],
  );
};
