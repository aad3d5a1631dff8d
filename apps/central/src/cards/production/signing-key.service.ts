/** The bureau's own key that signs what card makers are sent: one key, whichever machine the command runs on. */
import { existsSync, readFileSync } from 'node:fs';
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
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { writeWhole } from '../../ground/whole-file.js';
import { readOrMake } from '../../ground/write-once.js';
import { SigningKeyStore } from './signing-key.store.js';

/** Ed25519; the `kid` of the public half is its thumbprint (RFC 7638). */
export type SigningKey = { readonly key: CryptoKey; readonly publicKey: JWK & { readonly kid: string } };

/** The text of a new key, a private JWK. */
const freshKey = async (): Promise<string> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
};

@Injectable()
export class SigningKeyService {
  private readonly file: string;

  constructor(
    private readonly database: Database,
    private readonly store: SigningKeyStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) config: CentralConfig,
  ) {
    this.file = join(config.folder, 'batch-signing-key.json');
  }

  /** The key in use, made and put on record when there is none yet. Throws Refused `signing-key-missing`. */
  open(by: string): Promise<SigningKey> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      const known = await this.store.current(tx);
      if (known === null) {
        const fresh = await freshKey();
        const first = await this.parsed(readOrMake(this.file, () => fresh));
        await this.register(tx, 'signing-key.made', first, by);
        return first;
      }
      // What is signed by a key of this machine alone, the maker would refuse: none is made where one is known.
      if (!existsSync(this.file)) throw new Refused('signing-key-missing', `${this.file}; ${known}`);
      const own = await this.parsed(readFileSync(this.file, 'utf8'));
      const { kid } = own.publicKey;
      if (kid !== known) throw new Refused('signing-key-missing', `${this.file}: ${kid}; ${known}`);
      return own;
    });
  }

  /** Another key instead of the one in use, which every maker then has to be given. Throws Refused `file-unwritable`. */
  renew(by: string): Promise<SigningKey> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      const fresh = await freshKey();
      const renewed = await this.parsed(fresh);
      await this.register(tx, 'signing-key.renewed', renewed, by);
      // Should the commit be lost after this, nothing signs with the new key, and renewing again mends it.
      await writeWhole(this.file, async (file) => {
        await file.appendFile(fresh);
        await file.sync();
      });
      return renewed;
    });
  }

  private async register(tx: Transaction, action: string, key: SigningKey, by: string): Promise<void> {
    const { kid } = key.publicKey;
    const at = this.clock.now();
    await this.store.add(tx, kid, at, by);
    await this.audit.append(tx, { at, action, staffNumber: by, subject: kid });
  }

  private async parsed(text: string): Promise<SigningKey> {
    try {
      const jwk = JSON.parse(text) as JWK;
      const { kty, crv, x } = jwk;
      const bare = { kty, crv, x } as JWK;
      const key = await importJWK(jwk, 'EdDSA');
      if (key instanceof Uint8Array || key.type !== 'private') throw new TypeError('a private key is needed');
      return { key, publicKey: { ...bare, kid: await calculateJwkThumbprint(bare) } };
    } catch {
      // What exactly is wrong with it could quote from it.
      throw new Refused('signing-key-missing', this.file);
    }
  }
}
