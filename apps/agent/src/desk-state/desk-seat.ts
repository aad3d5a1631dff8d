/** Whose browser the desk is: the one that signed in, by the secret that it alone was given then. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DeskStore } from './desk.store.js';

type Seat = { readonly browser: string; readonly secret: string };

const isSame = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

@Injectable()
export class DeskSeat {
  private held: Seat | null = null;

  constructor(private readonly desk: DeskStore) {}

  /** Gives the desk to a browser, and takes it from whichever had it. Answers with the secret for its cookie. */
  take(browser: string): string {
    const secret = randomBytes(32).toString('base64url');
    this.held = { browser, secret };
    this.desk.touch();
    return secret;
  }

  /** The desk is nobody's any more: the secret is worth nothing. */
  leave(): void {
    this.held = null;
    this.desk.touch();
  }

  /** Whether the desk is free, or this is the secret of whoever holds it. */
  admits(secret: string): boolean {
    return this.held === null || isSame(this.held.secret, secret);
  }

  /** Whether a browser may see what lies on the desk: it is free, or its own. */
  isShownTo(browser: string): boolean {
    return this.held === null || isSame(this.held.browser, browser);
  }
}
