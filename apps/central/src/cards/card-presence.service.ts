/** Whether a request comes from the card in a terminal's reader: the session is that window's own, and the card has signed it. */
import { Injectable } from '@nestjs/common';
import { writeChallenge } from '#libs/cards/write-challenge.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { Clock } from '../clock.js';
import type { Transaction } from '../database/database.js';
import type { Writer } from '../http/identity.js';
import { Refused } from '../http/refused.js';
import { KeysService } from '../keys/keys.service.js';
import { isOpenFor } from './card-session.entity.js';
import type { Card } from './card.entity.js';
import { CardsStore } from './cards.store.js';

/** The key a card proved itself with, as the audit row of the act names it, whatever became of the act. */
export type ProofUse = { readonly key: 'irk'; readonly keyVersion: number };

@Injectable()
export class CardPresence {
  constructor(
    private readonly store: CardsStore,
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
    const session = await this.store.findSession(tx, signed.cardSessionId);
    if (session === null || !isOpenFor(session, writer, this.clock.now()))
      throw new Refused('card-session-ended');
    const card = await this.store.get(tx, session.cardId);
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
