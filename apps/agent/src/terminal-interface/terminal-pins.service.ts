/** Checks and changes PINs for callers of the terminal interface; a PIN goes to the card and nowhere else. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CardAtHand } from '../card/card-at-hand.js';
import { verifyHolder } from '../card/card-dialogue.js';
import { CardServiceActs } from '../acts/card-service-acts.service.js';
import { ChipServices } from '../card/chip-services.service.js';
import { CardChoice } from './card-choice.service.js';
import { fault } from './terminal-error.js';
import type { Caller } from './terminal-reading.service.js';
import type { TerminalRequest } from './terminal-request.js';

type PinService = 'pin-change' | 'pin-reset' | 'pin-unblock';
type Pins = { readonly oldPin?: string; readonly newPin?: string; readonly newPinAgain?: string };

@Injectable()
export class TerminalPins {
  constructor(
    private readonly cards: CardChoice,
    private readonly chip: ChipServices,
    private readonly services: CardServiceActs,
  ) {}

  /** Throws TerminalError −35 for a card that was never enabled, −51, −52. */
  async verify(request: TerminalRequest): Promise<string> {
    const pin = request.pin('pin');
    const card = this.cards.find(request.cardType);
    if (this.cards.isSealed(card)) throw fault('initial-pin');
    await card.exclusivelyWithReset(async () => {
      await this.cards.meet(card);
      await verifyHolder(card, pin);
    });
    return '';
  }

  /**
   * By whoever knows the old one: a service of the card window where a card session is open, of the chip alone where none is.
   * Throws TerminalError −34; Refusal `pin-wrong`, `pin-blocked`, `pin-weak`.
   */
  async change(request: TerminalRequest, caller: Caller): Promise<string> {
    const oldPin = request.pin('oldPin');
    const newPin = request.newPin;
    const card = await this.meet(request);
    if (card.session === null) await this.chip.changePin(card, oldPin, newPin);
    else await this.serve(card, caller, 'pin-change', { oldPin, newPin, newPinAgain: newPin });
    return '';
  }

  /**
   * By the centre's key, where a card session is open; the PIN that a card is enabled with is set at the card window. Throws
   * TerminalError −34, −22, −9101; Refusal `pin-weak`, `service-…` until another person has released it, `card-sealed` for a card
   * that was never enabled.
   */
  async reload(request: TerminalRequest, caller: Caller): Promise<string> {
    const newPin = request.newPin;
    await this.serve(await this.meet(request), caller, 'pin-reset', { newPin, newPinAgain: newPin });
    return '';
  }

  /** By the centre's key, where a card session is open. Throws TerminalError −22, −9101; Refusal `service-…` as `reload`. */
  async unblock(request: TerminalRequest, caller: Caller): Promise<string> {
    await this.serve(await this.meet(request), caller, 'pin-unblock', {});
    return '';
  }

  /** Done as the clerk would do it, with its act, its receipt and its line in the audit trail, which name the caller. */
  private async serve(card: CardAtHand, { origin }: Caller, service: PinService, pins: Pins): Promise<void> {
    if (card.session === null) throw fault('no-session');
    await this.services.perform({ key: randomUUID(), insertionId: card.id, service, ...pins }, origin);
  }

  /** The card that is meant, once it has shown its face. */
  private async meet(request: TerminalRequest): Promise<CardAtHand> {
    const card = this.cards.find(request.cardType);
    const cardInfo = request.optional('cardInfo');
    await card.exclusivelyWithReset(() => this.cards.meetExpected(card, cardInfo));
    return card;
  }
}
