/** Whether a request comes from the card in a terminal's reader: the session is that window's own, and the card has signed it. */
import { Injectable } from '@nestjs/common';
import { writeChallenge } from '#libs/cards/write-challenge.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { Clock } from '../../ground/clock.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import type { Writer } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { OperationBook } from '../../records/operations/operation-book.store.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { isOpenFor } from './card-session.entity.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CardsService } from '../../cards/lives/cards.service.js';
import { CardSessionsStore } from './card-sessions.store.js';

/** The key a card proved itself with, as the audit row of the act names it, whatever became of the act. */
export type ProofUse = { readonly key: 'irk'; readonly keyVersion: number };

type Signed = { readonly cardSessionId: string; readonly cardProof: string; readonly bodyDigest: string };

/** What became of a card's answer; `refused`: the vault could not say. */
export type CheckedProof = { readonly genuine: boolean; readonly refused: Refused | null };

@Injectable()
export class CardPresence {
  constructor(
    private readonly database: CounterDatabase,
    private readonly sessions: CardSessionsStore,
    private readonly cards: CardsService,
    private readonly keys: KeysService,
    private readonly book: OperationBook,
    private readonly clock: Clock,
  ) {}

  /**
   * Checks a card's answer to the challenge of this write, before the transaction that depends on it: a security module may take
   * its time. Whether the session may be used at all is looked at there. Throws nothing: what the vault refuses with is kept.
   */
  async check(writer: Writer, signed: Signed): Promise<CheckedProof> {
    const seen = await this.database.read(async (tx) => {
      // Each use of a key is on record with its act; what is only answered again uses none.
      if ((await this.book.ofKeys(tx, [writer.key])).size > 0) return null;
      const session = await this.sessions.find(tx, signed.cardSessionId);
      // Refused without its proof being looked at: a use of the key would be on record nowhere.
      return session === null || !isOpenFor(session, writer, this.clock.now())
        ? null
        : { nonce: session.nonce, card: await this.cards.get(tx, session.cardId) };
    });
    if (seen === null) return { genuine: false, refused: null };
    const challenge = writeChallenge({
      sessionNonce: seen.nonce,
      idempotencyKey: writer.key,
      bodyDigest: signed.bodyDigest,
    });
    try {
      const genuine = await this.keys.checkProof(seen.card, challenge, fromHex(signed.cardProof));
      return { genuine, refused: null };
    } catch (fault) {
      if (fault instanceof Refused) return { genuine: false, refused: fault };
      throw fault;
    }
  }

  /**
   * The card of an open session of the writer's, whose answer was checked. `tellUse` hears of the use of its IRK, which belongs
   * into the audit row of the act, refused or not. Throws Refused `card-session-ended` or `card-swapped`, as payments do.
   */
  async prove(
    tx: Transaction,
    writer: Writer,
    cardSessionId: string,
    { genuine, refused }: CheckedProof,
    tellUse: (use: ProofUse) => void,
  ): Promise<Card> {
    const session = await this.sessions.findLocked(tx, cardSessionId);
    if (session === null || !isOpenFor(session, writer, this.clock.now()))
      throw new Refused('card-session-ended');
    const card = await this.cards.get(tx, session.cardId);
    tellUse({ key: 'irk', keyVersion: card.keyVersion });
    if (refused !== null) throw refused;
    if (!genuine) throw new Refused('card-swapped');
    return card;
  }
}
