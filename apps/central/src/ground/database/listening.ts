/** Hears what transactions of other processes tell (LISTEN), on a connection of its own that is made again whenever it is lost. */
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { CONFIG, type CentralConfig } from '../config.js';

const reconnectAfterMs = 1000;

@Injectable()
export class Listening {
  private client: Client | null = null;
  private again: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Calls `heard` for everything told under the schema's name and this word, and after each connection, as something may
   * have been told before it. Whoever listens must not depend on it alone: while the database is away nothing is heard.
   */
  start(word: string, heard: () => void): void {
    if (this.stopped) return;
    const client = new Client({
      connectionString: String(this.source.options.type === 'postgres' ? this.source.options.url : ''),
      application_name: 'central listening',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    this.client = client;
    const lost = (): void => {
      if (this.client !== client || this.stopped) return;
      this.client = null;
      this.again = setTimeout(() => this.start(word, heard), reconnectAfterMs);
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', heard);
    client
      .connect()
      .then(() => client.query(`listen ${this.config.schema}_${word}`))
      .then(heard)
      // The pool says that the database is away; here it is only tried again.
      .catch(lost);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.again !== null) clearTimeout(this.again);
    await this.client?.end();
  }
}
