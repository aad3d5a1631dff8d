/** Lists what is to be recovered of benefits, with what came back and how. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export const recoveryStates = ['open', 'closed'] as const;
export type RecoveryState = (typeof recoveryStates)[number];

/** Amounts in fen, as text. */
export type ListedRecovery = {
  readonly number: number;
  readonly claimId: string;
  readonly scheme: string;
  readonly kind: string;
  readonly payeeId: string;
  readonly name: string;
  readonly personNumber: string;
  readonly diedOn: string | null;
  readonly openedAt: Date;
  readonly firstMonth: string;
  readonly lastMonth: string;
  readonly amount: string;
  readonly byTransfer: string;
  readonly atWindow: string;
  readonly byOffset: string;
  readonly writtenOff: string;
  readonly open: string;
  readonly monthly: string | null;
};

const tables = `recovery_case k join benefit_claim b on b.id = k.claim_id join person p on p.id = b.payee_id
  join lateral (select sum(r.amount_fen) as amount, min(r.period) as first_month, max(r.period) as last_month,
      coalesce(sum(c.by_transfer), 0) as by_transfer, coalesce(sum(c.at_window), 0) as at_window,
      coalesce(sum(c.by_offset), 0) as by_offset, coalesce(sum(c.written_off), 0) as written_off
    from benefit_recovery r left join lateral (select sum(amount_fen) filter (where how = 'transfer') as by_transfer, sum(amount_fen) filter (where how = 'window') as at_window,
        sum(amount_fen) filter (where how = 'offset') as by_offset, sum(amount_fen) filter (where how = 'written-off') as written_off
      from recovery_part where recovery_id = r.id) c on true
    where r.claim_id = k.claim_id) s on true`;
const open = '(s.amount - s.by_transfer - s.at_window - s.by_offset - s.written_off)';

@Injectable()
export class RecoveriesListStore {
  list(
    tx: EntityManager,
    filters: {
      readonly scheme: string | null;
      readonly state: RecoveryState | null;
      /** Of a reference that is looked for; null: none is. */
      readonly number: number | null;
    },
    ask: ListAsk,
  ): Promise<ListPage<ListedRecovery>> {
    const { params, where, add } = conditions();
    if (filters.scheme !== null) add(filters.scheme, (place) => `b.scheme = ${place}`);
    if (filters.state !== null) where.push(filters.state === 'open' ? `${open} > 0` : `${open} = 0`);
    if (filters.number !== null) add(filters.number, (place) => `k.number = ${place}`);
    else if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) => `p.name ilike ${place} or ${isWhole('p.social_security_number')(place)}`,
      );
    return readPage<ListedRecovery>(
      tx,
      {
        select: `k.number, k.claim_id as "claimId", b.scheme, b.kind, b.payee_id as "payeeId", p.name,
          p.social_security_number as "personNumber", p.died_on::text as "diedOn", k.opened_at as "openedAt", s.first_month as "firstMonth",
          s.last_month as "lastMonth", s.amount::text as amount, s.by_transfer::text as "byTransfer", s.at_window::text as "atWindow",
          s.by_offset::text as "byOffset",
          s.written_off::text as "writtenOff", ${open}::text as open,
          (select o.monthly_fen::text from recovery_offset o where o.claim_id = k.claim_id order by o.agreed_at desc limit 1) as monthly`,
        from: tables,
        where,
        params,
        key: { sql: 'k.claim_id', type: 'uuid' },
        sorts: {
          time: { sql: 'k.opened_at', type: 'timestamptz' },
          open: { sql: `${open}::bigint`, type: 'bigint' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
  }
}
