/** Says whether a terminal still has the key that its token was given for: a token ends with its key, not only with its time. */
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '../../ground/database/database.js';
import { TerminalsStore } from './terminals.store.js';

/** How long a key that was found good is not looked up again; a token outlives its key no longer. */
const goodForMs = 1000;

@Injectable()
export class TerminalKeys {
  private readonly good = new LRUCache<string, string>({ max: 5000, ttl: goodForMs });

  constructor(
    private readonly database: Database,
    private readonly store: TerminalsStore,
  ) {}

  /** Whether this is the key of an enrolled terminal. Another one is always looked up: it may have been enrolled just now. */
  async isOf(id: string, key: string): Promise<boolean> {
    if (this.good.get(id) === key) return true;
    const terminal = await this.database.read((tx) => this.store.find(tx, id));
    if (terminal?.state !== 'enrolled' || terminal.publicKey !== key) return false;
    this.good.set(id, key);
    return true;
  }
}
