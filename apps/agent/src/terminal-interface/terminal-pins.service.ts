/** Checks and changes PINs for callers of the terminal interface; a PIN goes to the card and nowhere else. */
import { Injectable } from '@nestjs/common';
import type { CardAtHand } from '../tasks/card-at-hand.js';
import { ChipServices } from '../tasks/chip-services.service.js';
import { CardChoice, withFreshEnd } from './card-choice.service.js';
import { checkPin } from './chip-exchange.js';
import { fault } from './terminal-error.js';
import type { TerminalRequest } from './terminal-request.js';

@Injectable()
export class TerminalPins {
  constructor(
    private readonly cards: CardChoice,
    private readonly chip: ChipServices,
  ) {}

  /** Throws TerminalError −35 for a card that was never enabled, −51, −52. */
  async verify(request: TerminalRequest): Promise<string> {
    const pin = request.pin('pin');
    const card = this.cards.find(request.cardType);
    if (this.cards.isSealed(card)) throw fault('initial-pin');
    await withFreshEnd(card, async () => {
      await this.cards.meet(card);
      await checkPin(card, pin);
    });
    return '';
  }

  /** By whoever knows the old one. Throws TerminalError −34, −51, −52; Refusal `pin-weak`. */
  async change(request: TerminalRequest): Promise<string> {
    const oldPin = request.pin('oldPin');
    const newPin = request.newPin;
    const card = await this.meet(request);
    await this.chip.changePin(card, oldPin, newPin);
    return '';
  }

  /**
   * By the centre's key, where a card session is open; the PIN that a card is enabled with is set at the card window. Throws
   * TerminalError −35 for a card that was never enabled, −34, −22, −9101; Refusal `pin-weak`.
   */
  async reload(request: TerminalRequest): Promise<string> {
    const newPin = request.newPin;
    const card = await this.meet(request);
    if (this.cards.isSealed(card)) throw fault('initial-pin');
    await this.chip.resetPin(card, newPin);
    return '';
  }

  /** By the centre's key, where a card session is open. Throws TerminalError −22, −9101. */
  async unblock(request: TerminalRequest): Promise<string> {
    const card = await this.meet(request);
    await this.chip.unblockPin(card);
    return '';
  }

  /** The card that is meant, once it has shown its face. */
  private async meet(request: TerminalRequest): Promise<CardAtHand> {
    const card = this.cards.find(request.cardType);
    const cardInfo = request.optional('cardInfo');
    await withFreshEnd(card, () => this.cards.meetExpected(card, cardInfo));
    return card;
  }
}
