/** Keeps card makers and the public keys that personalisation data is encrypted for. */
import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';

export type CardMaker = { readonly code: string; readonly name: string; readonly publicKey: JWK };

@Injectable()
export class CardMakersStore {
  /** Enters a maker, or gives a known one another name and key. */
  async save(
    tx: EntityManager,
    maker: CardMaker,
    { at, by }: { readonly at: Date; readonly by: string },
  ): Promise<void> {
    await tx.query(
      `insert into card_maker (code, name, public_key, added_at, added_by) values ($1, $2, $3, $4, $5)
       on conflict (code) do update set name = excluded.name, public_key = excluded.public_key,
         added_at = excluded.added_at, added_by = excluded.added_by`,
      [maker.code, maker.name, JSON.stringify(maker.publicKey), at.toISOString(), by],
    );
  }

  async list(
    tx: EntityManager,
  ): Promise<readonly (CardMaker & { readonly since: Date; readonly by: string })[]> {
    return tx.query(
      `select code, name, public_key as "publicKey", added_at as since, added_by as by
       from card_maker order by code`,
    );
  }

  async find(tx: EntityManager, code: string): Promise<CardMaker | null> {
    const rows: CardMaker[] = await tx.query(
      'select code, name, public_key as "publicKey" from card_maker where code = $1',
      [code],
    );
    return rows[0] ?? null;
  }
}
