/** Swaps assertions signed with the terminal's key for tokens of ten minutes, one at a time, before they run out. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
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
  ) {}

  /** A token that is good now. Fails with what the swap fails with. */
  async get(terminalId: string): Promise<string> {
    if (this.held !== null && this.held.renewAtMs > Date.now()) return this.held.token;
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
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(terminalId)
      .setAudience('sscard-central')
      .setIssuedAt()
      .setExpirationTime(`${assertionSeconds}s`)
      .setJti(randomUUID())
      .sign(this.key.privateKey);
    const { token, expiresAt } = await this.swap(assertion);
    this.held = { token, renewAtMs: Date.parse(expiresAt) - marginMs };
    return token;
  }
}
