/** Looks closer at a card on request: compares its chip with the register, and shows the holder's full number. */
import { Injectable } from '@nestjs/common';
import { decodeItem, decodeName, type SpecificationVersion } from '#libs/cards/file-layout.js';
import type { ChipCheckAnswer, RevealAnswer } from '#libs/contract/desk.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { CentralClient } from '../central/central.client.js';
import { refusal } from '../refusal.js';
import type { CardAtHand, OpenSession } from './card-at-hand.js';
import { askChallenge, proveReader, readItem, selectOnce } from './card-dialogue.js';
import { CardPresence } from './card-presence.service.js';
import { oneOf } from './words-known.js';

const versions: readonly SpecificationVersion[] = ['1.00', '2.00', '3.00'];

@Injectable()
export class ChipCheckService {
  constructor(
    private readonly presence: CardPresence,
    private readonly central: CentralClient,
  ) {}

  /** Reads EF06 and asks the centre whether it agrees. Throws Refusal. */
  compare(insertionId: string): Promise<ChipCheckAnswer> {
    const { card, session } = this.open(insertionId);
    const { id } = session;
    return card.exclusively(async () => {
      const before = card.exchanges;
      const holder = await this.readHolder(card, session);
      const answer = await card.whileHere(
        this.central.asStaff((headers) =>
          this.central.http.POST('/v1/card-sessions/{id}/chip-comparisons', {
            params: { path: { id } },
            body: holder,
            headers,
          }),
        ),
      );
      return { ...answer, exchanges: card.exchanges - before };
    });
  }

  /** The full social security number; the centre logs who asked and why. Throws Refusal. */
  async reveal(insertionId: string, purpose: string): Promise<RevealAnswer> {
    const { card, session } = this.open(insertionId);
    const { id } = session;
    return card.whileHere(
      this.central.asStaff((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/reveals', {
          params: { path: { id } },
          body: { purpose },
          headers,
        }),
      ),
    );
  }

  private open(insertionId: string): { readonly card: CardAtHand; readonly session: OpenSession } {
    const card = this.presence.require(insertionId);
    if (card.session === null) throw refusal('card-session-ended');
    return { card, session: card.session };
  }

  private async readHolder(
    card: CardAtHand,
    session: OpenSession,
  ): Promise<{ readonly socialSecurityNumber: string; readonly name: string }> {
    const version = oneOf(versions, session.specificationVersion, 'specification version');
    await selectOnce(card);
    // From 3.00 on the holder's file is only read by those who prove the centre's key to the card.
    const isGuarded = version === '3.00';
    try {
      if (isGuarded) await this.openHolderFile(card, session.id);
      const number = await readItem(card, 'socialSecurityNumber', version);
      const name = await readItem(card, 'name', version);
      const extension = version === '1.00' ? null : await readItem(card, 'nameExtension', version);
      return {
        socialSecurityNumber: decodeItem('socialSecurityNumber', number),
        name: decodeName(name, extension),
      };
    } finally {
      if (isGuarded && !card.gone) await card.reset();
    }
  }

  private async openHolderFile(card: CardAtHand, id: string): Promise<void> {
    const cardChallenge = toHex(await askChallenge(card));
    const { data } = await card.whileHere(
      this.central.asStaff((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/external-authentications', {
          params: { path: { id } },
          body: { cardChallenge },
          headers,
        }),
      ),
    );
    await proveReader(card, fromHex(data));
  }
}
