/** Joins somebody to the card that is in, whose dues it pays beside its holder's own; what they owe is shown with it from then on. */
import { Injectable } from '@nestjs/common';
import type { PayForRequest } from '#libs/contract/desk.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { refusal } from '../ground/refusal.js';
import { InsertedCards } from './inserted-cards.service.js';
import { LatelyHereCards } from './lately-here.js';
import { TapService } from './tap.service.js';

@Injectable()
export class PayingFor {
  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
    private readonly lately: LatelyHereCards,
    private readonly tap: TapService,
  ) {}

  /** Throws Refusal: `card-removed`, `card-swapped`, `card-session-ended` (also of the other card), and what the centre refuses. */
  async join(request: PayForRequest): Promise<void> {
    const { card, session } = this.presence.requireOpen(request.insertionId);
    const body = {
      relation: request.relation as Schemas['ToPayForDto']['relation'],
      ...this.whose(request),
    };
    await card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/paid-for', {
          params: { path: { id: session.id } },
          body,
          headers,
        }),
      ),
    );
    await this.tap.refresh();
  }

  private whose(request: PayForRequest): Omit<Schemas['ToPayForDto'], 'relation'> {
    if ('sessionId' in request) {
      const ownNonce = this.lately.nonceOf(request.sessionId);
      if (ownNonce === null) throw refusal('card-session-ended', 'sessionId');
      return { ownSessionId: request.sessionId, ownNonce };
    }
    const { socialSecurityNumber, name, reason } = request;
    return { socialSecurityNumber, name, reason };
  }
}
