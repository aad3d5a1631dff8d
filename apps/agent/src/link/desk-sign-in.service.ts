/** Signs the clerk of the window in and out, and wipes the window when the sign-in ends. The console's are apart. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { FirstPasswordRequest, PasswordChangeRequest, SignInRequest } from '#libs/contract/desk.js';
import { CentralClient } from '../central/central.client.js';
import { askFirstPassword, askSignIn, StaffSignIn, type SignInAnswer } from '../central/staff-sign-in.js';
import { StaffToken, type SignIn } from '../central/staff-token.js';
import { holderGone, withMembers } from '../desk-state/desk-state.js';
import { DeskSeat } from '../desk-state/desk-seat.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { LOG, type Logger } from '../ground/logging.js';
import { refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { DeliveryService } from '../acts/delivery.service.js';
import { TapService } from '../card/tap.service.js';
import { TillService } from '../acts/till.service.js';

/** How long an expired sign-in leaves its card in sight of the page. */
const graceMs = 120_000;

type Ending = 'expired' | 'signed-out';

@Injectable()
export class DeskSignIn implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly life: StaffSignIn;
  private wiping: NodeJS.Timeout | null = null;
  /** Whose sign-in ran out a moment ago. */
  private expired: string | null = null;

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
  ) {
    this.life = new StaffSignIn(central, token, log, {
      held: (signIn) => this.show(signIn),
      expired: () => this.end('expired'),
    });
  }

  onApplicationBootstrap(): void {
    this.presence.watch({ arrived: () => this.noteActivity(), left: () => undefined });
  }

  onApplicationShutdown(): void {
    this.life.stopClock();
    this.stopWiping();
  }

  /**
   * Signs somebody in from a browser, which is given the secret of the desk; whoever held it before is out. Throws Refusal
   * `sign-in-refused`, `sign-in-locked`.
   */
  async signIn(request: SignInRequest, browser: string, give: (secret: string) => void): Promise<void> {
    await this.enter(await askSignIn(this.central, request), browser, give);
  }

  /** Chooses the password of somebody who has a one-time code, and signs them in. Throws Refusal `code-refused`, `sign-in-locked`, `password-unfit`. */
  async choosePassword(
    chosen: FirstPasswordRequest,
    browser: string,
    give: (secret: string) => void,
  ): Promise<void> {
    await this.enter(await askFirstPassword(this.central, chosen), browser, give);
  }

  /** Throws Refusal as {@link StaffSignIn.changePassword}. */
  changePassword(change: PasswordChangeRequest): Promise<void> {
    return this.life.changePassword(change);
  }

  private async enter(answer: SignInAnswer, browser: string, give: (secret: string) => void): Promise<void> {
    // Whoever sat here before is gone, with all they saw.
    this.end('signed-out');
    if (this.expired !== answer.staffNumber) this.wipe();
    give(this.seat.take(browser));
    this.life.hold(answer);
    this.log.info({ staffNumber: answer.staffNumber }, 'signed in');
    this.book.show();
    this.tap.readPresent();
    this.delivery.wake();
    await this.till.refresh();
  }

  /** Ends the sign-in here at once, and at the centre as far as it can be reached. */
  async signOut(): Promise<void> {
    const leaving = this.life.leave();
    if (this.desk.state.staff !== null) this.end('signed-out');
    // What an expired sign-in left in sight goes with whoever asks to leave.
    else this.wipe();
    await leaving;
  }

  /** Throws Refusal `sign-in-expired` when nobody is signed in. */
  requireStaff(): void {
    this.token.require();
  }

  /** The page was used: a sign-in that would soon run out is renewed. */
  noteActivity(): void {
    this.life.noteActivity();
  }

  private show({ staffNumber: number, name, role, expiresAtMs }: SignIn): void {
    const expiresAt = new Date(expiresAtMs).toISOString();
    this.desk.apply(withMembers({ staff: { number, name, role, expiresAt } }));
    this.stopWiping();
    this.expired = null;
  }

  /**
   * The sign-in is over. When it only ran out, the card stays in sight for a moment (the page covers it), so that the
   * same clerk finds again what was picked; nothing can be done with it meanwhile.
   */
  private end(reason: Ending): void {
    const { staff } = this.desk.state;
    if (staff === null) return;
    this.stopWiping();
    this.life.drop();
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

  private stopWiping(): void {
    if (this.wiping !== null) clearTimeout(this.wiping);
    this.wiping = null;
  }
}
