/** Keeps which signing keys card makers were given, by the thumbprint of each; the newest is the one in use. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

@Injectable()
export class SigningKeyStore {
  /** One first use or renewal at a time, in all processes; until the end of the transaction. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext(current_schema() || ' signing key'))`);
  }

  /** Thumbprint (RFC 7638, base64url) of the key in use; null before the first. */
  async current(tx: EntityManager): Promise<string | null> {
    const rows: { thumbprint: string }[] = await tx.query(
      'select thumbprint from signing_key order by id desc limit 1',
    );
    return rows[0]?.thumbprint ?? null;
  }

  async add(tx: EntityManager, thumbprint: string, at: Date, by: string): Promise<void> {
    await tx.query('insert into signing_key (thumbprint, since, since_by) values ($1, $2, $3)', [
      thumbprint,
      at.toISOString(),
      by,
    ]);
  }
}
