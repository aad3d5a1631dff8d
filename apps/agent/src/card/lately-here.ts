/** Cards that proved themselves at this window a little while ago: whoever pays may pay for their holders, who came along. */
import { Injectable } from '@nestjs/common';
import type { LatelyHere } from '#libs/contract/desk.js';
import { maskName } from '#libs/identity/masked-name.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { Attendant } from '../central/attendant.js';

type Seen = LatelyHere & { readonly nonce: string; readonly staffNumber: string; readonly atMs: number };

/** As long as the centre takes a card for having been here. */
const latelyMs = 14 * 60_000;
const kept = 6;

@Injectable()
export class LatelyHereCards {
  private seen: readonly Seen[] = [];

  constructor(private readonly attendant: Attendant) {}

  note(session: { readonly id: string; readonly nonce: string }, name: string): void {
    const staffNumber = this.attendant.current;
    // At a kiosk, where nobody of the staff sits, whoever was there before is a stranger.
    if (staffNumber === null || staffNumber === '') return;
    const maskedName = maskName(name);
    const { id: sessionId, nonce } = session;
    const one: Seen = { sessionId, nonce, maskedName, staffNumber, atMs: steadyNowMs() };
    this.seen = [one, ...this.seen].slice(0, kept);
  }

  /** Those of the clerk who sits here, but for the card that is in, the latest first. */
  beside(sessionId: string): readonly LatelyHere[] {
    return this.fresh()
      .filter((one) => one.sessionId !== sessionId)
      .map(({ sessionId: id, maskedName }) => ({ sessionId: id, maskedName }));
  }

  /** What proves that the card of a session was here; null: it is too long ago, or was another clerk's. */
  nonceOf(sessionId: string): string | null {
    return this.fresh().find((one) => one.sessionId === sessionId)?.nonce ?? null;
  }

  private fresh(): readonly Seen[] {
    const staffNumber = this.attendant.current;
    this.seen = this.seen.filter(
      (one) => one.staffNumber === staffNumber && steadyNowMs() - one.atMs < latelyMs,
    );
    return this.seen;
  }
}
