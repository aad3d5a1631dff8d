/** The last step of a card made at the counter: its holder has set the PIN, the card signs, and it is enabled and receipted. */
import { Injectable } from '@nestjs/common';
import { digestBody } from '#libs/cards/write-challenge.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import { CardPresence } from '../tap/card-presence.service.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CardRecords, type DoneService } from '../card-window/card-records.service.js';
import { bankRow, dateRow, stateRows } from '../card-window/receipt-rows.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import type { StaffWriter } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { Answered } from '../../records/operations/answer.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { IssuanceCompletionDto } from './issuances.dto.js';
import { IssuancesStore } from './issuances.store.js';

@Injectable()
export class IssuanceCompletion {
  constructor(
    private readonly records: CardRecords,
    private readonly presence: CardPresence,
    private readonly store: IssuancesStore,
    private readonly lives: CardLives,
    private readonly people: PeopleService,
    private readonly clock: Clock,
  ) {}

  /** Enables the new card, which replaces the old one in the same transaction. Once per key. */
  async complete(writer: StaffWriter, body: IssuanceCompletionDto): Promise<Answered> {
    const bodyDigest = digestBody(body);
    const { cardSessionId } = body;
    const checked = await this.presence.check(writer, { ...body, bodyDigest });
    return this.records.once(
      writer,
      { service: 'issuance', bodyDigest, cardSessionId },
      async (tx, tellUse) =>
        this.enable(tx, writer, await this.presence.prove(tx, writer, cardSessionId, checked, tellUse)),
    );
  }

  private async enable(tx: Transaction, writer: StaffWriter, card: Card): Promise<DoneService> {
    const issuance = await this.store.findByCard(tx, card.id);
    if (issuance === null) throw new Refused('issuance-unknown');
    const at = this.clock.now();
    const state = await this.lives.move(tx, { cardId: card.id }, 'enable', {
      at,
      staffNumber: writer.staff.number,
      terminalId: writer.terminal.id,
    });
    await this.store.setStage(tx, issuance.id, 'enabled', { at });
    return {
      person: await this.people.get(tx, card.personId),
      card,
      agent: await this.store.takenBy(tx, issuance.id),
      details: [dateRow('validUntil', card.validUntil), ...stateRows(state), bankRow(card.bankAccountState)],
    };
  }
}
