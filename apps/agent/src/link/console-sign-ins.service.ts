/** Who is signed in at consoles of this machine: each in a browser of their own, apart from one another and from the window. */
import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type {
  ConsoleState,
  FirstPasswordRequest,
  PasswordChangeRequest,
  SignInRequest,
} from '#libs/contract/desk.js';
import { CentralClient } from '../central/central.client.js';
import { askFirstPassword, askSignIn, StaffSignIn, type SignInAnswer } from '../central/staff-sign-in.js';
import { StaffToken } from '../central/staff-token.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { LOG, type Logger } from '../ground/logging.js';
import { refusal } from '../ground/refusal.js';

/** Somebody at a console: which browser, and by the digest of which secret. */
type Seat = { readonly browser: string; readonly digest: string; readonly life: StaffSignIn };

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

@Injectable()
export class ConsoleSignIns implements OnApplicationShutdown {
  /** By the digest of its secret, so that looking one up tells nothing of the others. */
  private readonly seats = new Map<string, Seat>();

  constructor(
    private readonly central: CentralClient,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationShutdown(): void {
    for (const { life } of this.seats.values()) life.stopClock();
  }

  /**
   * Signs somebody in at the console of a browser, which is given the secret of it; whoever had the console of that browser before is
   * out. Throws Refusal `sign-in-refused`, `sign-in-locked`.
   */
  async signIn(request: SignInRequest, browser: string, give: (secret: string) => void): Promise<void> {
    this.enter(await askSignIn(this.central, request), browser, give);
  }

  /** Chooses the password of somebody who has a one-time code, and signs them in. Throws Refusal `code-refused`, `sign-in-locked`, `password-unfit`. */
  async choosePassword(
    chosen: FirstPasswordRequest,
    browser: string,
    give: (secret: string) => void,
  ): Promise<void> {
    this.enter(await askFirstPassword(this.central, chosen), browser, give);
  }

  /** Throws Refusal `sign-in-expired`, and as {@link StaffSignIn.changePassword}. */
  async changePassword(change: PasswordChangeRequest, secret: string): Promise<void> {
    await this.require(secret).changePassword(change);
  }

  /** Ends it here at once, and at the centre as far as it can be reached. One that is over already stays so. */
  async signOut(secret: string): Promise<void> {
    const seat = this.seats.get(digestOf(secret));
    if (seat !== undefined) await this.leave(seat);
  }

  /** The page was used: its sign-in is renewed when it would soon run out. Throws Refusal `sign-in-expired`. */
  noteActivity(secret: string): void {
    this.require(secret).noteActivity();
  }

  /** In whose name the console of this secret asks the centre. Throws Refusal `sign-in-expired`. */
  tokenOf(secret: string): StaffToken {
    return this.require(secret).token;
  }

  /** What the console of a browser is shown. */
  stateFor(browser: string): ConsoleState {
    const { revision, agency, terminalName, businessDate, central, clock } = this.desk.state;
    const signIn = this.seatOf(browser)?.life.token.current ?? null;
    return {
      revision,
      agency,
      terminalName,
      businessDate,
      central,
      clock,
      staff:
        signIn === null
          ? null
          : {
              number: signIn.staffNumber,
              name: signIn.name,
              role: signIn.role,
              expiresAt: new Date(signIn.expiresAtMs).toISOString(),
            },
    };
  }

  private enter(answer: SignInAnswer, browser: string, give: (secret: string) => void): void {
    const before = this.seatOf(browser);
    if (before !== undefined) void this.leave(before);
    const secret = randomBytes(32).toString('base64url');
    const digest = digestOf(secret);
    const life = new StaffSignIn(this.central, new StaffToken(this.central.clock), this.log, {
      held: () => this.desk.touch(),
      expired: () => this.forget(digest, 'expired'),
    });
    this.seats.set(digest, { browser, digest, life });
    give(secret);
    life.hold(answer);
    this.log.info({ staffNumber: answer.staffNumber }, 'signed in at a console');
  }

  private async leave({ digest, life }: Seat): Promise<void> {
    const leaving = life.leave();
    this.forget(digest, 'signed-out');
    await leaving;
  }

  private forget(digest: string, reason: 'expired' | 'signed-out'): void {
    if (!this.seats.delete(digest)) return;
    this.desk.touch();
    this.log.info({ reason }, 'sign-in at a console ended');
  }

  private require(secret: string): StaffSignIn {
    const seat = this.seats.get(digestOf(secret));
    if (seat === undefined) throw refusal('sign-in-expired');
    return seat.life;
  }

  private seatOf(browser: string): Seat | undefined {
    return [...this.seats.values()].find((seat) => seat.browser === browser);
  }
}
