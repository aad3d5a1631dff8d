/** Makes and reads the short-lived tokens of terminals and staff (JWT, EdDSA). */
import { Inject, Injectable } from '@nestjs/common';
import { importJWK, jwtVerify, SignJWT, errors, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Role } from '#libs/contract/authority.js';
import { Clock } from '../../ground/clock.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { SECRETS, type Secrets } from '../../ground/secrets.js';
import { TokenHolders } from './token-holders.js';

const terminalSeconds = 600;
const staffSeconds = 900;
const issuer = 'sscard-central';

export type IssuedToken = { readonly token: string; readonly expiresAt: string };

@Injectable()
export class TokenService {
  // A token is read on every request; its signature needs checking once. The key is the whole token.
  private readonly checked = new LRUCache<string, JWTPayload>({ max: 5000 });
  private readonly keys;

  constructor(
    @Inject(SECRETS) secrets: Secrets,
    private readonly holders: TokenHolders,
    private readonly clock: Clock,
  ) {
    const { d: _, ...publicPart } = secrets.tokenKey;
    this.keys = Promise.all([importJWK(secrets.tokenKey, 'EdDSA'), importJWK(publicPart, 'EdDSA')]);
  }

  /** For a terminal that has proven this key: the token is good no longer than the key is the terminal's. */
  issueTerminal({ id, name }: TerminalIdentity, key: string): Promise<IssuedToken> {
    return this.issue({ sub: id, kind: 'terminal', name, key }, terminalSeconds);
  }

  issueStaff(staff: StaffIdentity, terminalId: string): Promise<IssuedToken> {
    return this.issue(
      {
        sub: staff.number,
        kind: 'staff',
        name: staff.name,
        role: staff.role,
        terminal: terminalId,
        sid: staff.sessionId,
      },
      staffSeconds,
    );
  }

  /** Throws Refused `terminal-token-invalid`, also when the terminal was withdrawn or readied for another key since. */
  async readTerminal(token: string): Promise<TerminalIdentity> {
    const claims = await this.read(token);
    if (claims?.kind !== 'terminal' || claims.sub === undefined) throw new Refused('terminal-token-invalid');
    if (!(await this.holders.hasKey(claims.sub, String(claims.key))))
      throw new Refused('terminal-token-invalid');
    return { id: claims.sub, name: String(claims.name) };
  }

  /** Throws Refused `sign-in-expired`, also when the token was made for another terminal, or its sign-in was ended since. */
  async readStaff(token: string, terminalId: string): Promise<StaffIdentity> {
    const claims = await this.read(token);
    if (claims?.kind !== 'staff' || claims.sub === undefined || claims.terminal !== terminalId)
      throw new Refused('sign-in-expired');
    const sessionId = String(claims.sid);
    if (!(await this.holders.lasts(sessionId, String(claims.role)))) throw new Refused('sign-in-expired');
    return { number: claims.sub, name: String(claims.name), role: claims.role as Role, sessionId };
  }

  private async issue(claims: JWTPayload, seconds: number): Promise<IssuedToken> {
    const [privateKey] = await this.keys;
    const now = Math.floor(this.clock.now().getTime() / 1000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(privateKey);
    return { token, expiresAt: new Date((now + seconds) * 1000).toISOString() };
  }

  private async read(token: string): Promise<JWTPayload | null> {
    const now = this.clock.now();
    const known = this.checked.get(token);
    if (known !== undefined) return (known.exp ?? 0) * 1000 > now.getTime() ? known : null;
    const [, publicKey] = await this.keys;
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        issuer,
        algorithms: ['EdDSA'],
        currentDate: now,
      });
      this.checked.set(token, payload);
      return payload;
    } catch (fault) {
      if (fault instanceof errors.JOSEError) return null;
      throw fault;
    }
  }
}
