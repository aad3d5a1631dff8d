/** One sign-in at the centre, at the window or at a console: renewed while it is used, changed, and ended, each on its own. */
import { roles } from '#libs/contract/authority.js';
import type { FirstPasswordRequest, PasswordChangeRequest, SignInRequest } from '#libs/contract/desk.js';
import { errorFields, type Logger } from '../ground/logging.js';
import type { CentralClient, Schemas } from './central.client.js';
import type { SignIn, StaffToken } from './staff-token.js';
import { oneOf } from './words-known.js';

/** A token of fifteen minutes is renewed by the first activity after a third of it. */
const renewWithinMs = 10 * 60_000;

export type SignInAnswer = Schemas['SignInAnswerDto'];

/** Throws Refusal `sign-in-refused`, `sign-in-locked`. */
export const askSignIn = (central: CentralClient, body: SignInRequest): Promise<SignInAnswer> =>
  central.asTerminal((headers) => central.http.POST('/v1/sign-ins', { body: { ...body }, headers }));

/** Chooses the password of somebody who has a one-time code. Throws Refusal `code-refused`, `sign-in-locked`, `password-unfit`. */
export const askFirstPassword = (
  central: CentralClient,
  chosen: FirstPasswordRequest,
): Promise<SignInAnswer> =>
  central.asTerminal((headers) =>
    central.http.POST('/v1/sign-ins/first-passwords', { body: { ...chosen }, headers }),
  );

/** Who hears of what becomes of a sign-in. */
export type SignInWatcher = {
  readonly held: (signIn: SignIn) => void;
  /** It ran out, or the centre no longer takes it; not told of one that was ended here. */
  readonly expired: () => void;
};

export class StaffSignIn {
  private expiry: NodeJS.Timeout | null = null;
  private renewing = false;

  constructor(
    private readonly central: CentralClient,
    readonly token: StaffToken,
    private readonly log: Logger,
    private readonly watcher: SignInWatcher,
  ) {
    token.watchRefused(() => this.expire());
  }

  hold({ token, expiresAt, staffNumber, name, role }: SignInAnswer): void {
    const expiresAtMs = Date.parse(expiresAt);
    const signIn = { token, expiresAtMs, staffNumber, name, role: oneOf(roles, role, 'role') };
    this.token.take(signIn);
    this.stopClock();
    this.expiry = setTimeout(() => this.expire(), Math.max(0, expiresAtMs - this.central.clock.nowMs()));
    this.watcher.held(signIn);
  }

  /**
   * Changes the password of whoever is signed in, who goes on with the sign-in that comes with it. Throws Refusal `sign-in-refused`
   * for the password until now, `sign-in-locked`, `password-unfit`.
   */
  async changePassword(change: PasswordChangeRequest): Promise<void> {
    const answer = await this.central.asStaff(
      (headers) => this.central.http.POST('/v1/sign-ins/password-changes', { body: { ...change }, headers }),
      this.token,
    );
    // Signed out meanwhile: the new sign-in is nobody's, and runs out at the centre.
    if (this.token.current?.staffNumber === answer.staffNumber) this.hold(answer);
  }

  /** It was used: one that would soon run out is renewed. */
  noteActivity(): void {
    const { current } = this.token;
    if (current === null || this.renewing || current.expiresAtMs - this.central.clock.nowMs() > renewWithinMs)
      return;
    this.renewing = true;
    void this.renew(current.token).finally(() => {
      this.renewing = false;
    });
  }

  /** Forgets it here. */
  drop(): void {
    this.stopClock();
    this.token.drop();
  }

  /** Forgets it here at once, and ends it at the centre as far as that can be reached. */
  async leave(): Promise<void> {
    const { current } = this.token;
    if (current === null) return this.drop();
    const ending = this.central.asStaff(
      (headers) => this.central.http.DELETE('/v1/sign-ins/current', { headers }),
      this.token,
    );
    this.drop();
    try {
      await ending;
    } catch (error) {
      // Nobody here holds the token any more; at the centre it runs out by itself.
      this.log.warn(errorFields(error), 'sign-out did not reach the centre');
    }
  }

  stopClock(): void {
    if (this.expiry !== null) clearTimeout(this.expiry);
    this.expiry = null;
  }

  private expire(): void {
    this.drop();
    this.watcher.expired();
  }

  private async renew(token: string): Promise<void> {
    try {
      const answer = await this.central.asStaff(
        (headers) => this.central.http.POST('/v1/sign-ins/renewals', { headers }),
        this.token,
      );
      if (this.token.current?.token === token) this.hold(answer);
    } catch (error) {
      this.log.warn(errorFields(error), 'sign-in was not renewed');
    }
  }
}
