/** Keeps how often somebody asked a route in their minute. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Who asks what: `address` is a terminal's id, a clerk, or an IP address. */
export type Asker = { readonly route: string; readonly address: string };

type Asked = { readonly asked: number; readonly since: Date };

@Injectable()
export class AskCountsStore {
  /** Counts one question; what began at `over` or before is begun anew, and what begins after `sane`: a clock was ahead then, and was set back. */
  async count(
    tx: EntityManager,
    { route, address }: Asker,
    now: Date,
    over: Date,
    sane: Date,
  ): Promise<Asked> {
    const rows: Asked[] = await tx.query(
      `insert into public_ask as p (route, address, since, asked) values ($1, $2, $3, 1)
       on conflict (route, address) do update set
         since = case when p.since <= $4 or p.since > $5 then excluded.since else p.since end,
         asked = case when p.since <= $4 or p.since > $5 then 1 else p.asked + 1 end
       returning asked, since`,
      [route, address, now.toISOString(), over.toISOString(), sane.toISOString()],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`a question to ${route} was not counted`);
    return row;
  }

  /** Takes away some counts that began at `over` or before, except those that are being counted right now; returns how many. */
  async forget(tx: EntityManager, over: Date, limit: number): Promise<number> {
    const [, count]: [unknown[], number] = await tx.query(
      `delete from public_ask where (route, address) in
         (select route, address from public_ask where since <= $1 limit $2 for update skip locked)`,
      [over.toISOString(), limit],
    );
    return count;
  }
}
