/** Makes and reads the short-lived tokens of terminals and staff (JWT, EdDSA). */
import { Injectable } from '@nestjs/common';
import { errors, importJWK, jwtVerify, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Role } from '#libs/contract/authority.js';
import { Clock } from '../../ground/clock.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { Secrets, type OwnKey } from '../../ground/secrets.js';
import { TokenHolders } from './token-holders.js';

const terminalSeconds = 600;
const staffSeconds = 900;
const longestSeconds = Math.max(terminalSeconds, staffSeconds);
const issuer = 'sscard-central';

type KeyPair = { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };

/** Whether the last token that a key made has ended by itself: what it made later somebody else made. */
const isOver = ({ until }: OwnKey<'token'>, now: Date): boolean =>
  until !== null && now.getTime() > until.getTime() + longestSeconds * 1000;

export type IssuedToken = { readonly token: string; readonly expiresAt: string };

@Injectable()
export class TokenService {
  // A token is read on every request; its signature needs checking once. The key is the whole token.
  private readonly checked = new LRUCache<string, JWTPayload>({ max: 5000 });
  // Imported once; a key's name stays with it.
  private readonly imported = new Map<string, Promise<KeyPair>>();

  constructor(
    private readonly secrets: Secrets,
    private readonly holders: TokenHolders,
    private readonly clock: Clock,
  ) {}

  /** For a terminal that has proven this key: the token is good no longer than the key is the terminal's. */
  issueTerminal({ id, name, kind }: TerminalIdentity, key: string): Promise<IssuedToken> {
    return this.issue({ sub: id, kind: 'terminal', name, key, serves: kind }, terminalSeconds);
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
    // One that was made before there were kiosks is a window's.
    return {
      id: claims.sub,
      name: String(claims.name),
      kind: claims.serves === 'kiosk' ? 'kiosk' : 'window',
    };
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

  private import({ id, key }: OwnKey<'token'>): Promise<KeyPair> {
    const known = this.imported.get(id);
    if (known !== undefined) return known;
    const { d: _, ...publicPart } = key;
    const pair = Promise.all([importJWK(key, 'EdDSA'), importJWK(publicPart, 'EdDSA')]).then(
      ([privateKey, publicKey]) => ({
        privateKey: privateKey as CryptoKey,
        publicKey: publicKey as CryptoKey,
      }),
    );
    this.imported.set(id, pair);
    return pair;
  }

  /** Of the key that a token names; unknown names are refused as any other token that we did not make. */
  private async publicKey(kid: string | undefined, now: Date): Promise<CryptoKey> {
    const key = this.secrets.find('token', kid);
    if (key === null || isOver(key, now)) throw new errors.JWKSNoMatchingKey();
    return (await this.import(key)).publicKey;
  }

  private async issue(claims: JWTPayload, seconds: number): Promise<IssuedToken> {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    const key = this.secrets.current('token', this.clock.now());
    const { privateKey } = await this.import(key);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: key.id })
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
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.publicKey(kid, now), {
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
