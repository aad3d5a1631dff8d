/** Keeps card makers and the public keys that personalisation data is encrypted for. */
import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';

export type CardMaker = { readonly code: string; readonly name: string; readonly publicKey: JWK };

/** A maker as it was entered, and withdrawn; null: it is in use. */
type KnownMaker = CardMaker & {
  readonly since: Date;
  readonly by: string;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string | null;
};

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
         added_at = excluded.added_at, added_by = excluded.added_by, withdrawn_at = null, withdrawn_by = null`,
      [maker.code, maker.name, JSON.stringify(maker.publicKey), at.toISOString(), by],
    );
  }

  /** False: it was withdrawn already, or there is none. */
  async withdraw(
    tx: EntityManager,
    code: string,
    { at, by }: { readonly at: Date; readonly by: string },
  ): Promise<boolean> {
    const [, changed]: [unknown, number] = await tx.query(
      'update card_maker set withdrawn_at = $2, withdrawn_by = $3 where code = $1 and withdrawn_at is null',
      [code, at.toISOString(), by],
    );
    return changed === 1;
  }

  /** All there ever were, those in use first. */
  async list(tx: EntityManager): Promise<readonly KnownMaker[]> {
    return tx.query(
      `select code, name, public_key as "publicKey", added_at as since, added_by as by,
         withdrawn_at as "withdrawnAt", withdrawn_by as "withdrawnBy"
       from card_maker order by withdrawn_at is not null, code`,
    );
  }

  async find(tx: EntityManager, code: string): Promise<(CardMaker & Pick<KnownMaker, 'withdrawnAt'>) | null> {
    const rows: KnownMaker[] = await tx.query(
      'select code, name, public_key as "publicKey", withdrawn_at as "withdrawnAt" from card_maker where code = $1',
      [code],
    );
    return rows[0] ?? null;
  }
}
