/** Keeps photos, each once, under the digest of its file. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

@Injectable()
export class PhotosStore {
  async add(tx: EntityManager, digest: string, jpeg: Uint8Array): Promise<void> {
    await tx.query('insert into photo (digest, jpeg) values ($1, $2) on conflict do nothing', [
      digest,
      Buffer.from(jpeg),
    ]);
  }

  async has(tx: EntityManager, digest: string): Promise<boolean> {
    const rows: unknown[] = await tx.query('select 1 from photo where digest = $1', [digest]);
    return rows.length === 1;
  }

  async find(tx: EntityManager, digest: string): Promise<Uint8Array | null> {
    const rows: { jpeg: Buffer }[] = await tx.query('select jpeg from photo where digest = $1', [digest]);
    return rows[0]?.jpeg ?? null;
  }
}
