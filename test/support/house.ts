/** A central of its own, on its own database and folder, without the demonstration city. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { readConfig } from '../../apps/central/src/ground/config.js';
import { Database, type Transaction } from '../../apps/central/src/ground/database/database.js';
import { createApp } from '../../apps/central/src/whole/create-app.js';
import { KeysService } from '../../apps/central/src/cards/keys/keys.service.js';
import { KeyVersionsService } from '../../apps/central/src/cards/keys/key-versions.service.js';
import { openSecrets } from '../../apps/central/src/ground/secrets.js';
import { testDatabase, type TestDatabase } from './database.js';

/** Opens the vault of every house. */
export const housePassphrase = 'a passphrase of the tests';

export class House {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly folder: string,
    readonly database: TestDatabase,
  ) {}

  static async open(
    env: Record<string, string> = {},
    folder = mkdtempSync(join(tmpdir(), 'sscard-house-')),
    database: TestDatabase | null = null,
  ): Promise<House> {
    const ours = database ?? (await testDatabase());
    const config = readConfig({
      DATABASE_URL: ours.workUrl,
      SSCARD_DATA: folder,
      VAULT_PASSPHRASE: housePassphrase,
      ...env,
    });
    const secrets = await openSecrets(config.folder);
    const app = await createApp({
      config: { ...config, schema: ours.schema },
      secrets,
    });
    await app.init();
    return new House(app, folder, ours);
  }

  get versions(): KeyVersionsService {
    return this.app.get(KeyVersionsService, { strict: false });
  }

  get keys(): KeysService {
    return this.app.get(KeysService, { strict: false });
  }

  get vaultFolder(): string {
    return join(this.folder, 'central', 'key-vault');
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.app.get(Database, { strict: false }).transaction(work);
  }

  async query<Row>(sql: string): Promise<Row[]> {
    const options = `-c search_path=${this.database.schema}`;
    const client = new Client({ connectionString: this.database.ownerUrl, options });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
