/** Asks the centre for a receipt of whoever's card is in a kiosk, from whatever terminal; nothing of it is kept here. */
import { Injectable } from '@nestjs/common';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient, type Schemas } from '../central/central.client.js';

@Injectable()
export class OwnReceipts {
  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
  ) {}

  /** Throws Refusal: `card-removed`, `card-session-ended`, `receipt-not-own`. */
  read(insertionId: string, number: string): Promise<Schemas['ReceiptDto']> {
    const { card, session } = this.presence.requireOpen(insertionId);
    return card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.GET('/v1/card-sessions/{id}/receipts/{number}', {
          params: { path: { id: session.id, number } },
          headers,
        }),
      ),
    );
  }
}
