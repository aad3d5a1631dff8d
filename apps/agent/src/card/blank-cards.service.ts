/** Recognises a card body that is still to be made, or whose making was interrupted, by what its chip and the stock say. */
import { Injectable } from '@nestjs/common';
import { toHex } from '#libs/kernel/bytes.js';
import { CentralClient } from '../central/central.client.js';
import { refusal } from '../ground/refusal.js';
import type { CardAtHand } from './card-at-hand.js';

/** What the window shows of a card body without a holder. */
export type BlankCard = {
  /** The application it is being made for; null: none yet. */
  readonly applicationNumber: string | null;
};

@Injectable()
export class BlankCards {
  constructor(private readonly central: CentralClient) {}

  /**
   * The body with these historical bytes as the stock knows it; null when it is somebody's card, or nobody's. Throws Refusal
   * `card-spoiled` for one that was given up.
   */
  async lookUp(card: CardAtHand, historicalBytes: Uint8Array): Promise<BlankCard | null> {
    const { state, issuance } = await card.whileHere(
      this.central.asStaff((headers) =>
        this.central.http.POST('/v1/issuances/look-ups', {
          body: { historicalBytes: toHex(historicalBytes) },
          headers,
        }),
      ),
    );
    if (state === 'spoiled') throw refusal('card-spoiled');
    if (state !== 'blank' && state !== 'allotted') return null;
    return { applicationNumber: state === 'allotted' ? (issuance?.applicationNumber ?? null) : null };
  }
}
