/** Hashes and checks passwords (argon2id), few at once: it is work for the processor and memory, and never holds a connection. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Refused } from '../../ground/http/refused.js';

const atOnce = 2;
/** How many may wait for their turn: some two seconds of work. */
const waitingAtMost = 100;

@Injectable()
export class Passwords {
  // Checked when there is no such member, so that an unknown number takes as long as a wrong password.
  private readonly nobodys = hash(randomBytes(16).toString('hex'));
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  /** Throws Refused `busy` when too many wait. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password));
  }

  /** Whether this is the password; nobody's when there is no hash. Throws Refused `busy` when too many wait. */
  async isOf(passwordHash: string | null, password: string): Promise<boolean> {
    const known = passwordHash ?? (await this.nobodys);
    return (await this.inTurn(() => verify(known, password))) && passwordHash !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.working < atOnce) this.working += 1;
    else if (this.waiting.length >= waitingAtMost) throw new Refused('busy');
    // Whoever is done hands its turn on.
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.working -= 1;
      else next();
    }
  }
}
