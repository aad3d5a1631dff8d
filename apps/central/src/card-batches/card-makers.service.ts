/** Card makers, and the bureau's own key that signs what is sent to them. */
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import { AuditStore } from '../audit/audit.store.js';
import { Clock } from '../clock.js';
import { CONFIG, type CentralConfig } from '../config.js';
import { Database, type Transaction } from '../database/database.js';
import { Refused } from '../http/refused.js';
import { readOrMake } from '../write-once.js';
import { CardMakersStore, type CardMaker } from './card-makers.store.js';

/** The key chunks are encrypted for, and its thumbprint: which of the maker's keys that was. */
export type MakerKey = { readonly key: CryptoKey; readonly thumbprint: string };

const curves = new Set(['P-256', 'X25519']);

const loadedKey = async (jwk: JWK, alg: string): Promise<CryptoKey> => {
  const key = await importJWK(jwk, alg);
  if (key instanceof Uint8Array) throw new TypeError('a key pair, not a shared secret');
  return key;
};

@Injectable()
export class CardMakersService {
  private signingKey: Promise<{ readonly key: CryptoKey; readonly publicKey: JWK }> | null = null;

  constructor(
    private readonly database: Database,
    private readonly store: CardMakersStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Adds a maker, or gives a known one another key. Throws Refused `maker-key-unfit`. */
  async add(
    code: string,
    name: string,
    publicKey: JWK,
    by: string,
  ): Promise<{ readonly thumbprint: string }> {
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
    });
    return { thumbprint };
  }

  /** Throws Refused `maker-unknown`. */
  async get(tx: Transaction, code: string): Promise<CardMaker> {
    const maker = await this.store.find(tx, code);
    if (maker === null) throw new Refused('maker-unknown', code);
    return maker;
  }

  async keyOf(publicKey: JWK): Promise<MakerKey> {
    return {
      key: await loadedKey(publicKey, 'ECDH-ES'),
      thumbprint: await calculateJwkThumbprint(publicKey),
    };
  }

  /** The bureau's signing key (Ed25519), made on first use; makers are given its public half. */
  signing(): Promise<{ readonly key: CryptoKey; readonly publicKey: JWK }> {
    this.signingKey ??= this.openSigningKey();
    return this.signingKey;
  }

  private async openSigningKey(): Promise<{ readonly key: CryptoKey; readonly publicKey: JWK }> {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const fresh = JSON.stringify(await exportJWK(privateKey));
    const jwk = JSON.parse(
      readOrMake(join(this.config.folder, 'batch-signing-key.json'), () => fresh),
    ) as JWK;
    const { kty, crv, x } = jwk;
    const bare = { kty, crv, x } as JWK;
    const publicKey = { ...bare, kid: await calculateJwkThumbprint(bare) };
    return { key: await loadedKey(jwk, 'EdDSA'), publicKey };
  }
}
