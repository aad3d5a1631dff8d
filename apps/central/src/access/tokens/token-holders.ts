/**
 * Says whether what a token rests on still stands: a terminal's token ends with its key, a member's with the sign-in, in every
 * process and not only with the token's time.
 */
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CounterDatabase } from '../../ground/database/database.js';
import { TokenHoldersStore } from './token-holders.store.js';

/** How long what was found good is not looked up again; a token outlives its key or its sign-in no longer. */
const goodForMs = 1000;

@Injectable()
export class TokenHolders {
  private readonly good = new LRUCache<string, string>({ max: 5000, ttl: goodForMs });

  constructor(
    private readonly database: CounterDatabase,
    private readonly store: TokenHoldersStore,
  ) {}

  /** Whether this is the key of an enrolled terminal. Another one is always looked up: it may have been enrolled just now. */
  async hasKey(terminalId: string, key: string): Promise<boolean> {
    if (this.good.get(terminalId) === key) return true;
    if (!(await this.database.read((tx) => this.store.hasKey(tx, terminalId, key)))) return false;
    this.good.set(terminalId, key);
    return true;
  }

  /** Whether a sign-in has not been ended, and its member still has this role. */
  async lasts(sessionId: string, role: string): Promise<boolean> {
    if (this.good.get(sessionId) === role) return true;
    if (!(await this.database.read((tx) => this.store.lasts(tx, sessionId, role)))) return false;
    this.good.set(sessionId, role);
    return true;
  }

  /** Something was ended here: this process looks everything up again. Others do so within the second. */
  forget(): void {
    this.good.clear();
  }
}
