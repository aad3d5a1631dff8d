/** Keeps which files were handed over or made; their bytes lie on the disk. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MadeKind, UploadKind } from '#libs/contract/production.js';

export type ProductionFile = {
  readonly id: string;
  readonly kind: UploadKind | MadeKind;
  /** For people; never part of a path. */
  readonly name: string;
  readonly bytes: number;
  readonly received: number;
  /** SHA-256, hex; null: not reckoned yet. */
  readonly digest: string | null;
  readonly state: 'arriving' | 'whole' | 'removed';
  readonly madeAt: Date;
  readonly madeBy: string;
};

type Row = Omit<ProductionFile, 'bytes' | 'received'> & { readonly bytes: string; readonly received: string };

const columns = `id, kind, name, bytes, received, digest, state, made_at as "madeAt", made_by as "madeBy"`;

const fileOf = (row: Row | undefined): ProductionFile | null =>
  row === undefined ? null : { ...row, bytes: Number(row.bytes), received: Number(row.received) };

@Injectable()
export class ProductionFilesStore {
  async find(tx: EntityManager, id: string): Promise<ProductionFile | null> {
    const [row]: Row[] = await tx.query(`select ${columns} from production_file where id = $1`, [id]);
    return fileOf(row);
  }

  /** As `find`, and nobody else adds to it until the end of the transaction. */
  async lock(tx: EntityManager, id: string): Promise<ProductionFile | null> {
    const [row]: Row[] = await tx.query(`select ${columns} from production_file where id = $1 for update`, [
      id,
    ]);
    return fileOf(row);
  }

  /** What somebody is still handing over; at most one. */
  async arrivingBy(tx: EntityManager, staffNumber: string): Promise<ProductionFile | null> {
    const [row]: Row[] = await tx.query(
      `select ${columns} from production_file where made_by = $1 and state = 'arriving'`,
      [staffNumber],
    );
    return fileOf(row);
  }

  /** False when it is there, or when something else of theirs is still arriving. */
  async begin(
    tx: EntityManager,
    file: Pick<ProductionFile, 'id' | 'kind' | 'name' | 'bytes' | 'madeAt' | 'madeBy'>,
  ): Promise<boolean> {
    const rows: object[] = await tx.query(
      `insert into production_file (id, kind, name, bytes, made_at, made_by) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning id`,
      [file.id, file.kind, file.name, file.bytes, file.madeAt.toISOString(), file.madeBy],
    );
    return rows.length > 0;
  }

  async setReceived(tx: EntityManager, id: string, received: number): Promise<void> {
    await tx.query('update production_file set received = $2 where id = $1', [id, received]);
  }

  async setWhole(tx: EntityManager, id: string, digest: string | null): Promise<void> {
    await tx.query(`update production_file set state = 'whole', digest = $2 where id = $1`, [id, digest]);
  }

  async setDigest(tx: EntityManager, id: string, digest: string): Promise<void> {
    await tx.query('update production_file set digest = $2 where id = $1', [id, digest]);
  }

  async setRemoved(tx: EntityManager, id: string): Promise<void> {
    await tx.query(`update production_file set state = 'removed' where id = $1`, [id]);
  }

  /** A file that an order made; made again, it takes the place of the one before. */
  async enterMade(
    tx: EntityManager,
    file: Pick<ProductionFile, 'id' | 'kind' | 'name' | 'bytes' | 'digest' | 'madeAt' | 'madeBy'>,
    orderId: string,
  ): Promise<void> {
    await tx.query(
      `insert into production_file (id, kind, name, bytes, received, digest, state, made_at, made_by, order_id)
       values ($1, $2, $3, $4, $4, $5, 'whole', $6, $7, $8)
       on conflict (id) do update set bytes = excluded.bytes, received = excluded.received, digest = excluded.digest,
         made_at = excluded.made_at`,
      [
        file.id,
        file.kind,
        file.name,
        file.bytes,
        file.digest,
        file.madeAt.toISOString(),
        file.madeBy,
        orderId,
      ],
    );
  }

  /** Those of some orders, by order. */
  async ofOrders(
    tx: EntityManager,
    orderIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly ProductionFile[]>> {
    const rows: (Row & { orderId: string })[] = await tx.query(
      `select ${columns}, order_id as "orderId" from production_file where order_id = any($1::uuid[]) order by made_at, id`,
      [orderIds],
    );
    const byOrder = new Map<string, ProductionFile[]>();
    for (const { orderId, ...row } of rows) {
      const file = fileOf(row);
      if (file !== null) byOrder.set(orderId, [...(byOrder.get(orderId) ?? []), file]);
    }
    return byOrder;
  }

  /** What began to arrive before one moment and never did, or was there before another and belongs to no order that waits. */
  async stale(
    tx: EntityManager,
    before: { readonly arriving: Date; readonly whole: Date },
    limit: number,
  ): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select f.id from production_file f
       where (f.state = 'arriving' and f.made_at < $1) or (f.state = 'whole' and f.made_at < $2 and not exists (
         select from production_order o where o.state = 'waiting' and o.request::text like '%' || f.id::text || '%'))
       order by f.made_at limit $3 for update of f skip locked`,
      [before.arriving.toISOString(), before.whole.toISOString(), limit],
    );
    return rows.map(({ id }) => id);
  }
}
