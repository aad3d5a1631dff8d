/** What every group of acts asks of shifts, in one read: which shift each act belongs to, what is in its clerk's hands, and whether it was released. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#libs/kernel/ids.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen } from '#libs/money/fen.js';
import { prepared } from '../../ground/database/prepared.js';
import type { AskedAtWindow, AtWindow } from './at-window.js';

type Row = {
  readonly key: string;
  readonly shiftId: string | null;
  readonly ended: boolean;
  readonly release: AtWindow['release'];
  readonly received: string;
  readonly imprest: string;
};

// Held for share: a count or hand-over of the shift waits for the act, or the act for it.
const sql = `
  select a.key, s.id as "shiftId",
    s.id is null and exists (
      select from shift e where e.staff_number = a.staff and e.business_date = $4 and e.terminal_id = a.terminal) as ended,
    (select json_build_object('state', p.state, 'bodyDigest', p.content->>'bodyDigest') from approval p
     where p.kind = 'cash-above-limit' and p.subject = a.key order by p.id desc limit 1) as release,
    (select coalesce(sum(l.balance_fen), 0) from ledger_account l where l.clerk = a.staff and l.type = 'till-received') as received,
    (select coalesce(sum(l.balance_fen), 0) from ledger_account l where l.clerk = a.staff and l.type = 'till-imprest') as imprest
  from unnest($1::text[], $2::text[], $3::uuid[]) as a (key, staff, terminal)
  left join lateral (
    select id from shift where staff_number = a.staff and terminal_id = a.terminal and business_date = $4 and state = 'open' for share) s on true`;

@Injectable()
export class ShiftsOfActsStore {
  /** Begins the shift, unless another act has begun it in the same moment. */
  async begin(
    tx: EntityManager,
    { staff, terminal }: AskedAtWindow,
    day: PlainDate,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into shift (id, staff_number, terminal_id, business_date, begun_at) values ($1, $2, $3, $4, $5)
       on conflict (staff_number, terminal_id, business_date) where state = 'open' do nothing`,
      [newId(), staff, terminal, day, at.toISOString()],
    );
  }

  /** By key. */
  async of(
    tx: EntityManager,
    asked: readonly AskedAtWindow[],
    day: PlainDate,
  ): Promise<Map<string, AtWindow>> {
    if (asked.length === 0) return new Map();
    const rows = await prepared<Row>(tx, 'shifts-of-acts', sql, [
      asked.map(({ key }) => key),
      asked.map(({ staff }) => staff),
      asked.map(({ terminal }) => terminal),
      day,
    ]);
    return new Map(
      rows.map(({ key, shiftId, ended, release, received, imprest }) => [
        key,
        { shiftId, ended, release, received: fen(BigInt(received)), imprest: fen(BigInt(imprest)) },
      ]),
    );
  }
}
