/** Whether a request comes from the card in a terminal's reader: the session is that window's own, and the card has signed it. */
import { Injectable } from '@nestjs/common';
import { writeChallenge } from '#libs/cards/write-challenge.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Writer } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { isOpenFor } from './card-session.entity.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CardsService } from '../../cards/lives/cards.service.js';
import { CardSessionsStore } from './card-sessions.store.js';

/** The key a card proved itself with, as the audit row of the act names it, whatever became of the act. */
export type ProofUse = { readonly key: 'irk'; readonly keyVersion: number };

@Injectable()
export class CardPresence {
  constructor(
    private readonly sessions: CardSessionsStore,
    private readonly cards: CardsService,
    private readonly keys: KeysService,
    private readonly clock: Clock,
  ) {}

  /**
   * The card of an open session of the writer's, once its answer to the challenge of this write was checked. `tellUse` hears
   * of the use of its IRK, which belongs into the audit row of the act, refused or not. Throws Refused `card-session-ended` or `card-swapped`, as payments do.
   */
  async prove(
    tx: Transaction,
    writer: Writer,
    signed: { readonly cardSessionId: string; readonly cardProof: string; readonly bodyDigest: string },
    tellUse: (use: ProofUse) => void,
  ): Promise<Card> {
    const session = await this.sessions.findLocked(tx, signed.cardSessionId);
    if (session === null || !isOpenFor(session, writer, this.clock.now()))
      throw new Refused('card-session-ended');
    const card = await this.cards.get(tx, session.cardId);
    const challenge = writeChallenge({
      sessionNonce: session.nonce,
      idempotencyKey: writer.key,
      bodyDigest: signed.bodyDigest,
    });
    tellUse({ key: 'irk', keyVersion: card.keyVersion });
    if (!(await this.keys.checkProof(card, challenge, fromHex(signed.cardProof))))
      throw new Refused('card-swapped');
    return card;
  }
}
