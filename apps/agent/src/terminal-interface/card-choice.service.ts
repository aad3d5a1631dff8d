/** Finds the card a caller of the terminal interface means, and keeps refused cards out of its reach. */
import { Injectable } from '@nestjs/common';
import type { CardType } from '#libs/contract/terminal-interface.js';
import { DeniedCardsStore } from '../deny-list/denied-cards.store.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { refusal } from '../ground/refusal.js';
import type { CardAtHand } from '../card/card-at-hand.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { meetCard, type CardFace } from './card-face.js';
import { errorOfRefusal, fault } from './terminal-error.js';

/** PC/SC gives contactless cards an ATR of its own: 3B 8N 80 01, then the historical bytes (PC/SC part 3, 3.1.3.2.3). */
const isContactless = ({ insertion: { atr } }: CardAtHand): boolean =>
  atr[0] === 0x3b && (atr[1] ?? 0) >> 4 === 0x8 && atr[2] === 0x80 && atr[3] === 0x01;

const denied = {
  'card-lost': 'card-lost',
  'card-locked': 'card-locked',
  'card-cancelled': 'card-cancelled',
} as const;

const isNamed = (code: string): code is keyof typeof denied => code in denied;

@Injectable()
export class CardChoice {
  constructor(
    private readonly presence: InsertedCards,
    private readonly denyList: DeniedCardsStore,
    private readonly desk: DeskStore,
  ) {}

  /** The card of this type. Throws TerminalError −2, −3, −11, −12; −1 where only a card of the other type is in. */
  find(type: CardType): CardAtHand {
    const cards = this.presence.present;
    const contact = cards.find((card) => !isContactless(card));
    const contactless = cards.find(isContactless);
    const wanted = { 1: contact, 2: contactless, 3: contact ?? contactless, 4: contactless ?? contact }[type];
    if (wanted !== undefined) return wanted;
    throw cards.length > 0 ? fault('wrong-card') : this.whyNone();
  }

  get isEmpty(): boolean {
    return this.presence.present.length === 0;
  }

  /**
   * Reads the card's face. Throws TerminalError −9001 and on for a card that the centre, asked at this window, or the deny
   * list refuses, −21 for one the centre found false.
   */
  async meet(card: CardAtHand): Promise<CardFace> {
    const { card: shown } = this.desk.state;
    const said = shown?.insertionId === card.id ? shown.problem?.code : undefined;
    if (said === 'card-not-genuine') throw fault('not-genuine');
    if (said !== undefined && isNamed(said)) throw fault(denied[said]);
    const face = await meetCard(card);
    const code = this.denyList.find(face.cardNumber, face.identificationCode);
    if (code !== null) throw fault(isNamed(code) ? denied[code] : 'card-denied');
    return face;
  }

  /** As `meet`, for a caller who says which card is meant: `identification code|card number|`. Throws TerminalError −22. */
  async meetExpected(card: CardAtHand, cardInfo: string | null): Promise<CardFace> {
    const face = await this.meet(card);
    if (cardInfo === null) return face;
    const [code = '', number = ''] = cardInfo.split('|');
    if (code.toUpperCase() !== face.identificationCode || (number !== '' && number !== face.cardNumber))
      throw fault('not-this-card');
    return face;
  }

  /** Whether the register says that the card still has its initial PIN: it was never enabled. */
  isSealed(card: CardAtHand): boolean {
    const { card: shown } = this.desk.state;
    return shown?.insertionId === card.id && shown.problem?.code === 'card-sealed';
  }

  private whyNone(): Error {
    const { reader, card } = this.desk.state;
    if (reader.state === 'stopped') return errorOfRefusal(refusal('reader-service-stopped'));
    if (reader.state === 'missing') return errorOfRefusal(refusal('reader-missing'));
    // A card without an answer to reset has no place among those at hand, only on the screen.
    return fault(card?.problem?.code === 'card-not-read' ? 'not-powered' : 'no-card');
  }
}
