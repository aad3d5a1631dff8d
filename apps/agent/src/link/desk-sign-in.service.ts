/** Signs the clerk in and out, renews the sign-in while the page is used, and wipes the window when it ends. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { roles } from '#libs/contract/authority.js';
import type { FirstPasswordRequest, PasswordChangeRequest } from '#libs/contract/desk.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { holderGone, withMembers } from '../desk-state/desk-state.js';
import { DeskSeat } from '../desk-state/desk-seat.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { DeliveryService } from '../acts/delivery.service.js';
import { TapService } from '../card/tap.service.js';
import { TillService } from '../acts/till.service.js';
import { oneOf } from '../central/words-known.js';

/** A token of fifteen minutes is renewed by the first activity after a third of it. */
const renewWithinMs = 10 * 60_000;

/** How long an expired sign-in leaves its card in sight of the page. */
const graceMs = 120_000;

type Ending = 'expired' | 'signed-out';

@Injectable()
export class DeskSignIn implements OnApplicationBootstrap, OnApplicationShutdown {
  private expiry: NodeJS.Timeout | null = null;
  private wiping: NodeJS.Timeout | null = null;
  /** Whose sign-in ran out a moment ago. */
  private expired: string | null = null;
  private renewing = false;

  constructor(
    private readonly central: CentralClient,
    private readonly token: StaffToken,
    private readonly presence: InsertedCards,
    private readonly tap: TapService,
    private readonly till: TillService,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly desk: DeskStore,
    private readonly seat: DeskSeat,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.token.watchRefused(() => this.end('expired'));
    this.presence.watch({ arrived: () => this.noteActivity(), left: () => undefined });
  }

  onApplicationShutdown(): void {
    this.clearTimers();
  }

  /**
   * Signs somebody in from a browser, which is given the secret of the desk; whoever held it before is out. Throws Refusal
   * `sign-in-refused`, `sign-in-locked`.
   */
  async signIn(
    staffNumber: string,
    password: string,
    browser: string,
    give: (secret: string) => void,
  ): Promise<void> {
    const answer = await this.central.asTerminal((headers) =>
      this.central.http.POST('/v1/sign-ins', { body: { staffNumber, password }, headers }),
    );
    await this.enter(answer, browser, give);
  }

  /** Chooses the password of somebody who has a one-time code, and signs them in. Throws Refusal `code-refused`, `sign-in-locked`, `password-unfit`. */
  async choosePassword(
    chosen: FirstPasswordRequest,
    browser: string,
    give: (secret: string) => void,
  ): Promise<void> {
    const answer = await this.central.asTerminal((headers) =>
      this.central.http.POST('/v1/sign-ins/first-passwords', { body: { ...chosen }, headers }),
    );
    await this.enter(answer, browser, give);
  }

  /**
   * Changes the password of whoever is signed in, who goes on with the sign-in that comes with it. Throws Refusal `sign-in-refused`
   * for the password until now, `sign-in-locked`, `password-unfit`.
   */
  async changePassword(change: PasswordChangeRequest): Promise<void> {
    const answer = await this.central.asStaff((headers) =>
      this.central.http.POST('/v1/sign-ins/password-changes', { body: { ...change }, headers }),
    );
    // Signed out meanwhile: the new sign-in is nobody's, and runs out at the centre.
    if (this.token.current?.staffNumber === answer.staffNumber) this.hold(answer);
  }

  private async enter(
    answer: Schemas['SignInAnswerDto'],
    browser: string,
    give: (secret: string) => void,
  ): Promise<void> {
    // Whoever sat here before is gone, with all they saw.
    this.end('signed-out');
    if (this.expired !== answer.staffNumber) this.wipe();
    give(this.seat.take(browser));
    this.hold(answer);
    this.log.info({ staffNumber: answer.staffNumber }, 'signed in');
    this.book.show();
    this.tap.readPresent();
    this.delivery.wake();
    await this.till.refresh();
  }

  /** Ends the sign-in here at once, and at the centre as far as it can be reached. */
  async signOut(): Promise<void> {
    const { current } = this.token;
    if (current === null) {
      // What an expired sign-in left in sight goes with whoever asks to leave.
      this.wipe();
      return;
    }
    const ending = this.central.asStaff((headers) =>
      this.central.http.DELETE('/v1/sign-ins/current', { headers }),
    );
    this.end('signed-out');
    try {
      await ending;
    } catch (error) {
      // Nobody here holds the token any more; at the centre it runs out by itself.
      this.log.warn(errorFields(error), 'sign-out did not reach the centre');
    }
  }

  /** Throws Refusal `sign-in-expired` when nobody is signed in. */
  requireStaff(): void {
    this.token.require();
  }

  /** The page was used: a sign-in that would soon run out is renewed. */
  noteActivity(): void {
    const { current } = this.token;
    if (current === null || this.renewing || current.expiresAtMs - Date.now() > renewWithinMs) return;
    this.renewing = true;
    void this.renew(current.token).finally(() => {
      this.renewing = false;
    });
  }

  private async renew(token: string): Promise<void> {
    try {
      const answer = await this.central.asStaff((headers) =>
        this.central.http.POST('/v1/sign-ins/renewals', { headers }),
      );
      if (this.token.current?.token === token) this.hold(answer);
    } catch (error) {
      this.log.warn(errorFields(error), 'sign-in was not renewed');
    }
  }

  private hold({ token, expiresAt, staffNumber, name, role: said }: Schemas['SignInAnswerDto']): void {
    const expiresAtMs = Date.parse(expiresAt);
    const role = oneOf(roles, said, 'role');
    this.token.take({ token, expiresAtMs, staffNumber, name, role });
    this.desk.apply(withMembers({ staff: { number: staffNumber, name, role, expiresAt } }));
    this.clearTimers();
    this.expired = null;
    this.expiry = setTimeout(() => this.end('expired'), Math.max(0, expiresAtMs - Date.now()));
  }

  /**
   * The sign-in is over. When it only ran out, the card stays in sight for a moment (the page covers it), so that the
   * same clerk finds again what was picked; nothing can be done with it meanwhile.
   */
  private end(reason: Ending): void {
    const { staff } = this.desk.state;
    if (staff === null) return;
    this.clearTimers();
    this.token.drop();
    this.desk.apply(withMembers({ staff: null, till: null }));
    this.presence.startOver(refusal('sign-in-expired'));
    if (reason === 'expired') {
      this.expired = staff.number;
      this.wiping = setTimeout(() => this.wipe(), graceMs);
    } else this.wipe();
    this.book.show();
    this.log.info({ reason }, 'sign-in ended');
  }

  private wipe(): void {
    this.expired = null;
    this.desk.apply(holderGone);
    this.seat.leave();
  }

  private clearTimers(): void {
    if (this.expiry !== null) clearTimeout(this.expiry);
    if (this.wiping !== null) clearTimeout(this.wiping);
    this.expiry = null;
    this.wiping = null;
  }
}
