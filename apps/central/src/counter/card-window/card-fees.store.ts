/** Keeps for which application a card fee was taken and given back, once each: a key and a trigger see to it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Fen } from '#libs/money/fen.js';

@Injectable()
export class CardFeesStore {
  async take(tx: EntityManager, applicationId: string, amount: Fen, operationKey: string): Promise<void> {
    await tx.query('insert into card_fee (application_id, amount_fen, taken_by) values ($1, $2, $3)', [
      applicationId,
      amount.toString(),
      operationKey,
    ]);
  }

  async giveBack(tx: EntityManager, applicationId: string, operationKey: string): Promise<void> {
    await tx.query('update card_fee set returned_by = $2 where application_id = $1', [
      applicationId,
      operationKey,
    ]);
  }
}
