/** Reads what was done for one person, at whatever window, newest first. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** An act as it is listed; `total` in fen. */
export type PastActRow = {
  readonly key: string;
  readonly kind: string;
  readonly service: string | null;
  readonly channel: string;
  readonly total: string;
  readonly state: string;
  readonly businessDate: string;
  readonly startedAt: Date;
  readonly terminalName: string;
  readonly receiptNumber: string | null;
  readonly undoneKind: string | null;
  readonly undoneReceipt: string | null;
};

/** The last act of the page before. */
export type PlaceInActs = { readonly startedAt: string; readonly key: string };

@Injectable()
export class PastActsStore {
  ofPerson(
    tx: EntityManager,
    personId: string,
    after: PlaceInActs | null,
    limit: number,
  ): Promise<PastActRow[]> {
    return tx.query(
      `select o.key, o.kind, o.service, o.channel, o.total_fen as total, o.state, o.business_date::text as "businessDate",
         o.started_at as "startedAt", coalesce(t.name, '') as "terminalName", o.receipt_number as "receiptNumber",
         u.kind as "undoneKind", u.receipt_number as "undoneReceipt"
       from operation o left join terminal t on t.id = o.terminal_id
       left join operation u on u.undoes = o.key and u.state = 'succeeded'
       where o.person_id = $1 ${after === null ? '' : 'and (o.started_at, o.key) < ($3, $4)'}
       order by o.started_at desc, o.key desc limit $2`,
      [personId, limit, ...(after === null ? [] : [after.startedAt, after.key])],
    );
  }
}
