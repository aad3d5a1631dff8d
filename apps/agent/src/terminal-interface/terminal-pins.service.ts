/** Checks and changes PINs for callers of the terminal interface; a PIN goes to the card and nowhere else. */
import { Injectable } from '@nestjs/common';
import { CardChoice, withFreshEnd } from './card-choice.service.js';
import { checkPin, replacePin } from './chip-exchange.js';
import { fault } from './terminal-error.js';
import type { TerminalRequest } from './terminal-request.js';

@Injectable()
export class TerminalPins {
  constructor(private readonly cards: CardChoice) {}

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

  /** Throws TerminalError −34, −51, −52. */
  async change(request: TerminalRequest): Promise<string> {
    const oldPin = request.pin('oldPin');
    const newPin = request.newPin;
    const card = this.cards.find(request.cardType);
    await withFreshEnd(card, async () => {
      await this.cards.meet(card);
      await replacePin(card, oldPin, newPin);
    });
    return '';
  }
}
