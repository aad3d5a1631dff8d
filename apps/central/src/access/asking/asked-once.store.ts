/** Keeps what was asked for with an Idempotency-Key and what it was answered with. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Somebody's key, by its digest (SHA-256): the key itself opens the answer, and is not kept. */
export type KeptKey = { readonly staffNumber: string; readonly keyDigest: Buffer };

/** What was asked with a key. */
export type AskedWrite = {
  readonly act: string;
  /** SHA-256 of address and body, hex. */
  readonly contentDigest: string;
  readonly askedAt: Date;
};

@Injectable()
export class AskedOnceStore {
  /** Keeps a key that nobody has used; whether it is new. */
  async claim(
    tx: EntityManager,
    { staffNumber, keyDigest }: KeptKey,
    { act, contentDigest, askedAt }: AskedWrite,
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into keyed_write (staff_number, key_digest, act, content_digest, asked_at) values ($1, $2, $3, $4, $5)
       on conflict (staff_number, key_digest) do nothing returning 1`,
      [staffNumber, keyDigest, act, contentDigest, askedAt.toISOString()],
    );
    return rows.length > 0;
  }

  /** What was asked with a key, and its sealed answer: null while there is none; null: nothing was. */
  async find(
    tx: EntityManager,
    { staffNumber, keyDigest }: KeptKey,
  ): Promise<(AskedWrite & { readonly answer: Buffer | null }) | null> {
    const rows: (AskedWrite & { readonly answer: Buffer | null })[] = await tx.query(
      `select act, content_digest as "contentDigest", asked_at as "askedAt", answer from keyed_write
       where staff_number = $1 and key_digest = $2`,
      [staffNumber, keyDigest],
    );
    return rows[0] ?? null;
  }

  async answer(tx: EntityManager, { staffNumber, keyDigest }: KeptKey, sealed: Buffer): Promise<void> {
    await tx.query(`update keyed_write set answer = $3 where staff_number = $1 and key_digest = $2`, [
      staffNumber,
      keyDigest,
      sealed,
    ]);
  }

  /** Nothing was done for it: it may be asked for again. */
  async forget(tx: EntityManager, { staffNumber, keyDigest }: KeptKey): Promise<void> {
    await tx.query(`delete from keyed_write where staff_number = $1 and key_digest = $2`, [
      staffNumber,
      keyDigest,
    ]);
  }
}
