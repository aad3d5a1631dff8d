/** Looks closer at a card on request: compares its chip with the register, and shows the holder's full number. */
import { Injectable } from '@nestjs/common';
import type { SpecificationVersion } from '#libs/cards/file-layout.js';
import { Turns } from '#libs/kernel/turns.js';
import type { ChipCheckAnswer, RevealAnswer } from '#libs/contract/desk.js';
import { CentralClient } from '../central/central.client.js';
import type { CardAtHand, OpenSession } from './card-at-hand.js';
import { isGuarded, readHolder, selectOnce, type HolderOnChip } from './card-dialogue.js';
import { InsertedCards } from './inserted-cards.service.js';
import { ChipServices } from './chip-services.service.js';
import { oneOf } from '../central/words-known.js';

const versions: readonly SpecificationVersion[] = ['1.00', '2.00', '3.00'];

@Injectable()
export class ChipCheckService {
  /** One after the other: two acts that end together would both find it behind. */
  private readonly bringing = new Turns('chip update');

  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
    private readonly chip: ChipServices,
  ) {}

  /** Writes to EF06 what the register says now, where it says otherwise than the chip, and reads it back. Throws Refusal. */
  bringUp(insertionId: string): Promise<void> {
    return this.bringing.take(async () => {
      const { card } = this.presence.requireOpen(insertionId);
      if (!(await this.compare(insertionId)).behind) return;
      await this.chip.updateHolder(card);
      await this.compare(insertionId, true);
    });
  }

  /** Reads EF06 and asks the centre whether it agrees; `updated`: it was written just now, every command answered well. Throws Refusal. */
  async compare(
    insertionId: string,
    updated = false,
  ): Promise<ChipCheckAnswer & { readonly behind: boolean }> {
    const { card, session } = this.presence.requireOpen(insertionId);
    const { id } = session;
    const before = card.exchanges;
    const holder = await this.readHolder(card, session);
    const exchanges = card.exchanges - before;
    const answer = await card.whileHere(
      this.central.asStaff((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/chip-comparisons', {
          params: { path: { id } },
          body: updated ? { ...holder, updated } : holder,
          headers,
        }),
      ),
    );
    return { ...answer, exchanges };
  }

  /** The full social security number; the centre logs who asked and why. Throws Refusal. */
  async reveal(insertionId: string, purpose: string): Promise<RevealAnswer> {
    const {
      card,
      session: { id },
    } = this.presence.requireOpen(insertionId);
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

  private readHolder(card: CardAtHand, session: OpenSession): Promise<HolderOnChip> {
    const version = oneOf(versions, session.specificationVersion, 'specification version');
    if (!isGuarded(version))
      return card.exclusively(async () => {
        await selectOnce(card);
        return readHolder(card, version);
      });
    return card.exclusivelyWithReset(async () => {
      await selectOnce(card);
      await this.chip.openHolderFile(card, session);
      return readHolder(card, version);
    });
  }
}
