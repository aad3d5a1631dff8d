/** Card makers, and the public keys their data is encrypted for. */
import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Once } from '../../ground/once.js';
import { CardMakersStore, type CardMaker } from './card-makers.store.js';

/** The key chunks are encrypted for, and its thumbprint: which of the maker's keys that was. */
export type MakerKey = { readonly key: CryptoKey; readonly thumbprint: string };

/** What is entered of a maker that was added. */
export type MakerAdded = { readonly thumbprint: string };

/** A maker as it stands on the list: its key since when (ISO 8601), and entered by whom. */
export type ListedMaker = {
  readonly code: string;
  readonly name: string;
  readonly thumbprint: string;
  readonly since: string;
  readonly by: string;
  /** ISO 8601; null: it is in use. */
  readonly withdrawnAt: string | null;
  readonly withdrawnBy: string | null;
};

const curves = new Set(['P-256', 'X25519']);

@Injectable()
export class CardMakersService {
  constructor(
    private readonly database: Database,
    private readonly store: CardMakersStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Adds a maker, or gives a known one another key, also one that was withdrawn. Throws Refused `maker-key-unfit`. */
  async add(
    code: string,
    name: string,
    publicKey: JWK,
    by: string,
    enter?: Once<MakerAdded>['enter'],
  ): Promise<MakerAdded> {
    const { kept, thumbprint } = await this.fit(publicKey);
    const at = this.clock.now();
    await this.database.transaction(async (tx) => {
      await this.store.save(tx, { code, name, publicKey: kept }, { at, by });
      await this.audit.append(tx, {
        at,
        action: 'card-maker.added',
        staffNumber: by,
        subject: code,
        detail: { thumbprint },
      });
      await enter?.(tx, { thumbprint });
    });
    return { thumbprint };
  }

  /** Makes no more data for a maker; again changes nothing. Throws Refused `maker-unknown`. */
  async withdraw(code: string, by: string): Promise<void> {
    const at = this.clock.now();
    await this.database.transaction(async (tx) => {
      if ((await this.store.find(tx, code)) === null) throw new Refused('maker-unknown', code);
      if (!(await this.store.withdraw(tx, code, { at, by }))) return;
      await this.audit.append(tx, { at, action: 'card-maker.withdrawn', staffNumber: by, subject: code });
    });
  }

  /** What is kept of a public key, and its thumbprint. Throws Refused `maker-key-unfit`. */
  async fit(publicKey: JWK): Promise<{ readonly kept: JWK; readonly thumbprint: string }> {
    if ('d' in publicKey || !curves.has(publicKey.crv ?? '')) throw new Refused('maker-key-unfit');
    const { kty, crv, x, y } = publicKey;
    const kept = Object.fromEntries(
      Object.entries({ kty, crv, x, y }).filter(([, value]) => value !== undefined),
    ) as JWK;
    const thumbprint = await this.keyOf(kept).then(
      (key) => key.thumbprint,
      () => {
        throw new Refused('maker-key-unfit');
      },
    );
    return { kept, thumbprint };
  }

  /** A maker in use. Throws Refused `maker-unknown`, `maker-withdrawn`. */
  async get(tx: Transaction, code: string): Promise<CardMaker> {
    const maker = await this.store.find(tx, code);
    if (maker === null) throw new Refused('maker-unknown', code);
    if (maker.withdrawnAt !== null) throw new Refused('maker-withdrawn', code);
    return maker;
  }

  /** All makers, those in use first, each with the thumbprint (RFC 7638) of its key. */
  async list(): Promise<readonly ListedMaker[]> {
    const makers = await this.database.transaction((tx) => this.store.list(tx));
    return Promise.all(
      makers.map(async ({ code, name, publicKey, since, by, withdrawnAt, withdrawnBy }) => ({
        code,
        name,
        thumbprint: await calculateJwkThumbprint(publicKey),
        since: since.toISOString(),
        by,
        withdrawnAt: withdrawnAt?.toISOString() ?? null,
        withdrawnBy,
      })),
    );
  }

  async keyOf(publicKey: JWK): Promise<MakerKey> {
    const key = await importJWK(publicKey, 'ECDH-ES');
    if (key instanceof Uint8Array) throw new TypeError('a key pair, not a shared secret');
    return { key, thumbprint: await calculateJwkThumbprint(publicKey) };
  }
}
