/** What the card window does to the chip in the reader: its PIN and its holder's file. A PIN goes to the card and nowhere else. */
import { Injectable } from '@nestjs/common';
import { isPin } from '#libs/cards/apdu.js';
import { weaknessOfPin } from '#libs/cards/weak-pin.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { refusal } from '../ground/refusal.js';
import type { CardAtHand, OpenSession } from './card-at-hand.js';
import {
  askChallenge,
  changeHolderPin,
  proveReader,
  selectOnce,
  sendScript,
  verifyHolder,
} from './card-dialogue.js';

type Purpose = Schemas['CardScriptRequestDto']['purpose'];

@Injectable()
export class ChipServices {
  constructor(private readonly central: CentralClient) {}

  /** Has the card check its holder's PIN. Throws Refusal `pin-wrong` with the tries left in `detail`, `pin-blocked`. */
  verifyPin(card: CardAtHand, pin: string): Promise<void> {
    return card.exclusivelyWithReset(async () => {
      await selectOnce(card);
      await verifyHolder(card, pin);
    });
  }

  /**
   * The holder, who knows the old PIN, chooses another. Throws Refusal `pin-missing` and `pin-weak` before anything is sent,
   * `pin-wrong` with the tries left in `detail`, `pin-blocked`.
   */
  changePin(card: CardAtHand, oldPin: string, newPin: string): Promise<void> {
    return card.exclusivelyWithReset(async () => {
      if (!isPin(oldPin)) throw refusal('pin-missing');
      this.requireFit(card, newPin);
      await selectOnce(card);
      await changeHolderPin(card, oldPin, newPin);
    });
  }

  /**
   * The holder chooses a PIN without knowing the old one: the centre sets one of its own for a moment, which the holder's
   * replaces. Interrupted in between, the next try does both again. Needs an open session. Throws Refusal `pin-missing` and
   * `pin-weak` before anything is sent, `card-write-refused`, and what the centre refuses.
   */
  resetPin(card: CardAtHand, newPin: string): Promise<void> {
    return card.exclusivelyWithReset(async () => {
      this.requireFit(card, newPin);
      const { transientPin } = await this.run(card, 'pin-reset');
      if (transientPin === null) throw new TypeError('a PIN reset without a transient PIN');
      await changeHolderPin(card, transientPin, newPin);
    });
  }

  /** Gives the tries of a blocked PIN back; the PIN stays. Needs an open session. Throws Refusal as `resetPin`. */
  async unblockPin(card: CardAtHand): Promise<void> {
    await card.exclusivelyWithReset(() => this.run(card, 'pin-unblock'));
  }

  /** Writes to EF06 what the register says now. Needs an open session. Throws Refusal as `resetPin`. */
  async updateHolder(card: CardAtHand): Promise<void> {
    await card.exclusivelyWithReset(() => this.run(card, 'holder-update'));
  }

  /**
   * Opens the holder's file of a v3 card by the centre's key, until the card is reset or selected anew: a step within a sequence
   * of the caller's. Throws Refusal `card-not-read`, and what the centre refuses.
   */
  async openHolderFile(card: CardAtHand, { id }: OpenSession): Promise<void> {
    const cardChallenge = toHex(await askChallenge(card));
    const { data } = await card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/external-authentications', {
          params: { path: { id } },
          body: { cardChallenge },
          headers,
        }),
      ),
    );
    await proveReader(card, fromHex(data));
  }

  /** A PIN as it may be chosen for the card in this reader. Throws Refusal `pin-missing`, `pin-weak`. */
  private requireFit({ session }: CardAtHand, pin: string): void {
    if (!isPin(pin)) throw refusal('pin-missing');
    if (weaknessOfPin(pin, session?.birthDate ?? null) !== null) throw refusal('pin-weak');
  }

  /** Has the centre make commands for the card's own challenge, and sends them. */
  private async run(card: CardAtHand, purpose: Purpose): Promise<Schemas['CardScriptDto']> {
    const { session } = card;
    if (session === null) throw refusal('card-session-ended');
    const { id } = session;
    await selectOnce(card);
    const cardChallenge = toHex(await askChallenge(card));
    const script = await card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/scripts', {
          params: { path: { id } },
          body: { purpose, cardChallenge },
          headers,
        }),
      ),
    );
    await sendScript(card, script.commands);
    return script;
  }
}
