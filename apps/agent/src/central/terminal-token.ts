/** Swaps assertions signed with the terminal's key for tokens of ten minutes, one at a time, before they run out. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { CentreClock } from '../ground/centre-clock.js';
import { Refusal } from '../ground/refusal.js';
import type { TerminalKey } from './terminal-key.js';

type Token = { readonly token: string; readonly expiresAt: string };

/** Renewed this long before it runs out, so that no request leaves with a token that dies on the way. */
const marginMs = 60_000;
const assertionSeconds = 45;

export class TerminalToken {
  private held: { readonly token: string; readonly renewAtMs: number } | null = null;
  private asking: Promise<string> | null = null;

  constructor(
    private readonly key: TerminalKey,
    private readonly swap: (assertion: string) => Promise<Token>,
    private readonly clock: CentreClock,
  ) {}

  /** A token that is good now. Fails with what the swap fails with. */
  async get(terminalId: string): Promise<string> {
    if (this.held !== null && this.held.renewAtMs > this.clock.nowMs()) return this.held.token;
    this.asking ??= this.ask(terminalId).finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** Forgets a token that was refused. */
  drop(refused: string): void {
    if (this.held?.token === refused) this.held = null;
  }

  private async ask(terminalId: string): Promise<string> {
    const { token, expiresAt } = await this.swapOne(terminalId);
    this.held = { token, renewAtMs: Date.parse(expiresAt) - marginMs };
    return token;
  }

  /** The first word with the centre may be one with a wrong clock: its refusal says what time it is. */
  private async swapOne(terminalId: string): Promise<Token> {
    try {
      return await this.swap(await this.sign(terminalId));
    } catch (error) {
      if (!(error instanceof Refusal && error.problem.code === 'terminal-clock-wrong')) throw error;
      return this.swap(await this.sign(terminalId));
    }
  }

  private sign(terminalId: string): Promise<string> {
    const nowSeconds = Math.floor(this.clock.nowMs() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(terminalId)
      .setAudience('sscard-central')
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + assertionSeconds)
      .setJti(randomUUID())
      .sign(this.key.privateKey);
  }
}
